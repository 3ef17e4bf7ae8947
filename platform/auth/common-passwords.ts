// Those of ten signs and more that stand high in every published list of leaked passwords, and what people here
// would think of first. Shorter ones are refused by length.
const common = new Set(
  `1234567890 0123456789 0987654321 1234567891 12345678910 123456789a a123456789 q123456789 aa12345678 a1234567890
  1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz@wsx3edc qwertyuiop qwerty1234 qwerty12345 qwerty123456 asdfghjkl1
  zxcvbnm123 asdfghjkl; qazwsxedcrfv q1w2e3r4t5 password12 password123 password1234 password123! p@ssw0rd123
  passw0rd123 administrator admin12345 admin123456 admin@12345 adminadmin adminadmin1 administrator1 root123456
  welcome123 welcome1234 changeme123 letmein123 iloveyou123 iloveyou1314 woaini1314 woaini1314520 woaini520 woaini5201314
  5201314520 1314520520 5201314woaini wodemima123 mima123456 zhongguo123 zhejiang123 jiaxing123 hangzhou123 wenzhou123
  tongzhou123 tongzhou2022 tongzhou123456 123456abcd abc1234567 abcd123456 abcd1234567 abcdefghij 1234abcd5678
  qq123456789 wang123456 zhang123456 zhangwei123 liwei123456 wangwei123 asd123456789 asdasdasd1 123123123123 1231231234
  1122334455 1234554321 9876543210 7758521521 1472583690 147258369a 789456123a 7894561230 987654321a 123qweasdzxc
  qweasdzxc123 1234qwerasdf football123 baseball123 superman123 sunshine123 princess123 dragon12345 monkey12345`
    .split(/\s+/)
    .filter(one => one.length > 0),
)

/** Whether a password, in lower case, is among the first that anybody tries. */
export function isCommon(password: string): boolean {
  if (common.has(password)) return true
  const signs = [...password]
  if (new Set(signs).size < 4) return true
  const steps = signs.slice(1).map((sign, i) => sign.codePointAt(0)! - signs[i]!.codePointAt(0)!)
  return steps.every(step => step === 1) || steps.every(step => step === -1)
}
