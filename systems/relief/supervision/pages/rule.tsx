import { useState } from 'react'
import {
  Button,
  Checkbox,
  DateField,
  FormDialog,
  Panel,
  Status,
  Table,
  TextField,
  useBusinessNow,
  useFormat,
} from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import type { Rule, Step } from '../schema.ts'
import { type Proposals, supervision, useSupervisionTexts } from './calls.ts'

const steps = ['chase', 'notice', 'circular'] as const satisfies readonly Step[]
const MOST_LINES = 10

/** The dated plain table: what is in force, what is to come, what was before. */
export function RulePanel({ found, onSet }: { found: Proposals; onSet: () => void }) {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const today = format.dayKey(useBusinessNow())
  const isInForce = (rule: Rule) => rule.within === found.rule.within && rule.version === found.rule.version
  const isPlanned = (rule: Rule) => rule.validFrom > today
  return (
    <Panel
      title={t.rule}
      aside={
        found.mayIssue ? (
          <Button kind="plain" onClick={onSet}>
            {t.setRule}
          </Button>
        ) : undefined
      }
    >
      <p className="quiet">{t.ruleLead({ place: found.place })}</p>
      <Table
        caption={t.rule}
        rows={found.rules.slice(0, MOST_LINES)}
        idOf={rule => `${rule.within}/${rule.version}`}
        nameOf={rule => format.day(`${rule.validFrom}T12:00:00Z`)}
        columns={[
          {
            id: 'from',
            head: t.validFrom,
            isTitle: true,
            cell: rule => format.day(`${rule.validFrom}T12:00:00Z`),
          },
          {
            id: 'state',
            head: t.state,
            tight: true,
            cell: rule =>
              isInForce(rule) ? (
                <Status kind="done">{t.inForce}</Status>
              ) : (
                <Status kind={isPlanned(rule) ? 'decide' : 'info'}>
                  {isPlanned(rule) ? t.planned : t.past}
                </Status>
              ),
          },
          {
            id: 'chase',
            tight: true,
            head: t['step.chase'],
            cell: rule => t.hoursBefore({ count: format.figure(rule.chaseHours) }),
          },
          {
            id: 'notice',
            tight: true,
            head: t['step.notice'],
            cell: rule => t.daysAfterLimit({ count: format.figure(rule.noticeDays) }),
          },
          {
            id: 'circular',
            tight: true,
            head: t['step.circular'],
            cell: rule => t.daysAfterNotice({ count: format.figure(rule.circularDays) }),
          },
          {
            id: 'automatic',
            tight: true,
            head: t.automatic,
            cell: rule => rule.automatic.map(step => t[`step.${step}`]).join(' · ') || t.noneAutomatic,
          },
          {
            id: 'by',
            tight: true,
            head: t.setBy,
            cell: rule =>
              rule.office === null ? t.asDelivered : `${words.office(rule.office, rule.officeEn)} ${rule.by}`,
          },
        ]}
      />
    </Panel>
  )
}

const limits = { chaseHours: [1, 72], noticeDays: [1, 30], circularDays: [2, 30] } as const
type Amount = keyof typeof limits

/** The place's next rule, from a day on. */
export function SetRule({ found, onClose }: { found: Proposals; onClose: () => void }) {
  const t = useSupervisionTexts()
  const format = useFormat()
  const today = format.dayKey(useBusinessNow())
  const [amounts, setAmounts] = useState<Record<Amount, string>>({
    chaseHours: String(found.rule.chaseHours),
    noticeDays: String(found.rule.noticeDays),
    circularDays: String(found.rule.circularDays),
  })
  const [automatic, setAutomatic] = useState<readonly Step[]>(found.rule.automatic)
  const [validFrom, setValidFrom] = useState(today)
  const isWrong = (name: Amount) => {
    const [least, most] = limits[name]
    return !/^\d+$/.test(amounts[name]) || Number(amounts[name]) < least || Number(amounts[name]) > most
  }
  const own = found.rules.filter(rule => rule.within === found.within).map(rule => rule.version)
  return (
    <FormDialog
      title={t.setRule}
      refresh={['matters']}
      onClose={onClose}
      input={() =>
        (Object.keys(limits) as Amount[]).some(isWrong) || validFrom === ''
          ? undefined
          : {
              within: found.within,
              version: Math.max(0, ...own),
              chaseHours: Number(amounts.chaseHours),
              noticeDays: Number(amounts.noticeDays),
              circularDays: Number(amounts.circularDays),
              automatic: [...automatic],
              validFrom,
            }
      }
      call={(body, key) => supervision.setRule({ body }, { key })}
    >
      {({ errorOf }) => (
        <>
          <p className="quiet">{t.ruleHint}</p>
          {(Object.keys(limits) as Amount[]).map(name => (
            <TextField
              key={name}
              name={name}
              label={t[name]}
              inputMode="numeric"
              value={amounts[name]}
              onChange={value => setAmounts({ ...amounts, [name]: value })}
              error={
                isWrong(name)
                  ? t.wholeNumber({
                      least: format.figure(limits[name][0]),
                      most: format.figure(limits[name][1]),
                    })
                  : errorOf(name)
              }
            />
          ))}
          <fieldset className="field">
            <legend>{t.automatic}</legend>
            {steps.map(step => (
              <Checkbox
                key={step}
                name={step}
                label={t[`step.${step}`]}
                checked={automatic.includes(step)}
                onChange={isOn =>
                  setAutomatic(steps.filter(one => (one === step ? isOn : automatic.includes(one))))
                }
              />
            ))}
          </fieldset>
          <DateField
            name="validFrom"
            label={t.validFrom}
            earliest={today}
            value={validFrom}
            onChange={setValidFrom}
            error={errorOf('validFrom')}
          />
        </>
      )}
    </FormDialog>
  )
}
