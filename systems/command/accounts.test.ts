import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCode, sessionOf, signIn, useCode } from '#platform/auth'
import { business, groundOf, type Offices, wall } from '#platform/auth/fixtures'
