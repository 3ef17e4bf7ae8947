import { text } from '#platform/texts'

/** The words of refusals around sign-in, passwords and codes. */
export const refusalTexts = text({
  'sign-in-refused': '账号或密码不正确。忘记密码时，请向本单位管理员领取一次性代码。',
  'sign-in-wait': (p: { seconds: number }) => `多次输入有误，请${p.seconds}秒后再试。`,
  busy: '此刻登录的人较多，请稍等几秒再试。',
  'code-refused': '账号或一次性代码不正确，或代码已用过、已过期。请向管理员重新领取。',
  'password-short': (p: { least: number }) => `密码至少${p.least}个字符。`,
  'password-long': (p: { most: number }) => `密码最多${p.most}个字符。`,
  'password-name': '密码不能是账号名或只比账号名多几个字符。',
  'password-common': '这个密码太常见，容易被猜到，请换一个。',
  'password-wrong': '原密码不正确。',
  'code-mistyped': '代码有误：共10位字母和数字，请对照纸面检查。',
  'name-taken': '这个账号名已有人使用，请换一个。',
  'bad-name': '账号名须为2至60个字母、汉字、数字或 . _ -。',
  'account-ended': '此账号已停用。',
  'role-held': '此人在这段时间已担任同一职务。',
  'no-such-account': '没有这个账号。',
  'no-such-office': '没有这个单位，或已撤销。',
  'no-such-division': '没有这个区划代码。',
})({
  'sign-in-refused':
    'The account or the password is wrong. If you forgot your password, ask your administrator for a single-use code.',
  'sign-in-wait': p => `Several attempts were wrong. Try again in ${p.seconds} s.`,
  busy: 'Many people are signing in right now. Wait a few seconds and try again.',
  'code-refused':
    'The account or the single-use code is wrong, or the code was used or has expired. Ask your administrator for a new one.',
  'password-short': p => `The password needs at least ${p.least} characters.`,
  'password-long': p => `The password may have at most ${p.most} characters.`,
  'password-name': "The password can't be the account's name or the name with a few characters added.",
  'password-common': 'This password is among the first that are guessed. Choose another.',
  'password-wrong': 'The present password is wrong.',
  'code-mistyped': 'The code has a typing error: it has 10 letters and digits. Compare it with the paper.',
  'name-taken': 'This account name is taken. Choose another.',
  'bad-name': 'An account name has 2 to 60 letters, Chinese characters, digits or . _ -.',
  'account-ended': 'This account has ended.',
  'role-held': 'This person already holds the same role in this period.',
  'no-such-account': 'There is no such account.',
  'no-such-office': 'There is no such office, or it has ended.',
  'no-such-division': 'There is no division with this code.',
})

/** The printed sheet with a single-use code. */
export const sheetTexts = text({
  title: '同舟 · 一次性登录代码',
  person: (p: { displayName: string; office: string }) => `姓名：${p.displayName}（${p.office}）`,
  account: (p: { name: string }) => `账号：${p.name}`,
  code: (p: { code: string }) => `代码：${p.code}`,
  expires: (p: { until: string }) => `有效期至：${p.until}，只能使用一次`,
  address: (p: { address: string }) => `网址：${p.address}`,
  how: '在登录页选择“使用一次性代码”，输入账号和代码，并设置自己的密码（至少10个字符）。',
  care: '请当面交给本人，用后销毁。管理员不会向您索要密码。',
})({
  title: 'Tongzhou · Single-use code for sign-in',
  person: p => `Name: ${p.displayName} (${p.office})`,
  account: p => `Account: ${p.name}`,
  code: p => `Code: ${p.code}`,
  expires: p => `Valid until ${p.until}, for one use`,
  address: p => `Address: ${p.address}`,
  how: 'On the sign-in page choose "Use a single-use code", enter account and code, and set your own password (10 characters or more).',
  care: 'Hand it to the person only and destroy it after use. No administrator will ever ask for your password.',
})
