import { text } from '#platform/texts'

/** Why an import was refused, and what to do. */
export const refusalTexts = text({
  'imported-before': (p: { on: string }) =>
    `这个文件已在${p.on}导入过，没有重复导入。内容有变化时，请改好文件再上传。`,
  'columns-missing': '有必需的列还没有对应。请选好后再预览。',
  'import-gone': '上传的文件已不在服务器上，或是由别人上传的。请重新上传。',
  'rows-refused': (p: { count: number }) =>
    `有${p.count}行不能导入，因此全部没有导入。请改正后再传，或选择只导入正确的行。`,
  'no-good-rows': '没有一行可以导入。请按每行的说明改正后再传。',
  'changes-unconfirmed': (p: { count: number }) =>
    `这次导入会更改${p.count}条已登记的内容。请看过差异并确认后再导入。`,
})({
  'imported-before': p =>
    `This file was imported on ${p.on} already and was not imported again. If something changed, correct the file and upload that.`,
  'columns-missing': 'Required columns are not chosen yet. Choose them and preview again.',
  'import-gone':
    'The uploaded file is no longer on the server, or was uploaded by somebody else. Upload it again.',
  'rows-refused': p =>
    `${p.count} rows cannot be imported, so nothing was. Correct them, or choose to import the good rows only.`,
  'no-good-rows': 'Not one row can be imported. Correct them as each row says and upload the file again.',
  'changes-unconfirmed': p =>
    `This import would change ${p.count} registered entries. Look at the differences and confirm them first.`,
})

/** The words of the import: fields, notes and what is wrong in a row. */
export const texts = text({
  'field.creditCode': '统一社会信用代码',
  'field.name': '企业名称',
  'field.division': '乡镇街道',
  'field.address': '地址',
  'field.industry': '行业',
  'field.size': '规模',
  'field.employees': '从业人数',
  'field.revenue': '营业收入',
  'field.contactName': '联系人',
  'field.contactPost': '联系人职务',
  'field.contactTelephone': '联系电话',
  'field.officer': '联企服务员',
  'field.officerOffice': '服务员单位',
  'field.lists': '名单',
  'field.enterprise': '企业（信用代码或名称）',
  'field.office': '服务员单位',
  'field.part': '主副',
  'field.from': '开始日期',
  'part.main': '主联',
  'part.deputy': '副联',
  'issue.pair-unknown': '名录里没有这家企业。请写信用代码，或先导入企业名单。',
  'issue.pair-many': (p: { codes: string }) => `有几家同名企业：${p.codes}。请写信用代码。`,
  'issue.pair-ended': (p: { name: string }) => `${p.name}已注销、合并或迁出，不再结对。请删去这一行。`,
  'issue.pair-outside': (p: { name: string }) => `${p.name}不在您的权限内。请交由当地导入。`,
  'issue.pair-later': '开始日期还没有到。请写今天或以前的日期。',
  'issue.pair-two-mains': (p: { line: number }) =>
    `第 ${p.line} 行已给这家企业写了主联。一家企业只有一个主联，请改成副联。`,
  'kind.part': '零件',
  'kind.workers': '用工',
  'kind.transport': '运输',
  'kind.material': '材料',
  'kind.place': '场地',
  'own-office': '本单位用工余缺',
  yes: '是',
  no: '否',
  'issue.offer-firm-ended': (p: { name: string }) =>
    `${p.name}已注销、合并或迁出，不能再登记供给。请删去这一行。`,
  'issue.offer-outside': (p: { name: string }) => `${p.name}不在本单位的地区。请交由当地导入。`,
  'issue.offer-over': '结束日期已过。请改正，或删去这一行。',
  'issue.offer-days': '结束日期早于开始日期。',
  'issue.offer-withdrawn': '这个编号的供给已撤回。请用新的编号。',
  'issue.offer-key-other': (p: { whose: string }) => `这个编号已用于另一条供给（${p.whose}）。请用新的编号。`,
  'issue.offer-held': (p: { held: number }) => `其中${p.held}已被预留或确认，不能少于这个数量。`,
  'note.revenue-unit': '营业收入的列名没有写单位，按万元读取。',
  'report.name': '导入未通过的行',
  'issue.not-an-amount': '不是金额。请写数字，如 1200 或 1,200.50。',
  'issue.industry-unknown': '不在行业分类中，按原文保留。',
  'issue.list-too-long': '名单名称最多 60 个字。',
  'issue.code-length': '信用代码应为 18 位。仍按原文导入，请核对。',
  'issue.code-alphabet': '信用代码含有不应出现的字符。仍按原文导入，请核对。',
  'issue.code-check-digit': '信用代码的校验位不对。仍按原文导入，请核对。',
  'issue.same-name': (p: { line: number }) => `第 ${p.line} 行有同名企业，信用代码不同。请核对是否重复。`,
  'issue.name-on-file': (p: { code: string }) =>
    `名录里已有同名企业，信用代码为 ${p.code}。请核对信用代码是否写错。`,
  'issue.division-unknown': (p: { candidates: string }) =>
    p.candidates === ''
      ? '没有这个乡镇街道或区划代码。请写全称或代码。'
      : `没有这个乡镇街道或区划代码。是不是：${p.candidates}？`,
  'issue.division-many': (p: { candidates: string }) =>
    `有几个同名的乡镇街道：${p.candidates}。请连县（市、区）一起写，或写代码。`,
  'issue.division-followed': (p: { name: string; code: string }) =>
    `这个区划已调整，按${p.name}（${p.code}）导入。`,
  'issue.division-outside': (p: { name: string }) => `${p.name}不在您的权限内。请交由当地导入。`,
  'issue.enterprise-elsewhere': (p: { name: string }) =>
    `这个信用代码登记在${p.name}，不在您的权限内，不能更改。请与当地联系。`,
  'issue.officer-unknown': '没有这位联企服务员。请写账号，或写姓名和单位。',
  'issue.officer-many': (p: { candidates: string }) =>
    `有几位同名的联企服务员：${p.candidates}。请写账号，或写明单位。`,
  'issue.officer-role': '此人现在不是联企服务员。请先授予角色。',
  'issue.officer-elsewhere': (p: { office: string }) => `这位联企服务员在${p.office}，不负责这个乡镇街道。`,
})({
  'field.creditCode': 'Credit code',
  'field.name': 'Enterprise',
  'field.division': 'Town',
  'field.address': 'Address',
  'field.industry': 'Industry',
  'field.size': 'Size',
  'field.employees': 'Employees',
  'field.revenue': 'Revenue',
  'field.contactName': 'Contact',
  'field.contactPost': 'Contact’s post',
  'field.contactTelephone': 'Telephone',
  'field.officer': 'Liaison officer',
  'field.officerOffice': 'Officer’s office',
  'field.lists': 'Lists',
  'field.enterprise': 'Enterprise (credit code or name)',
  'field.office': 'Officer’s office',
  'field.part': 'Main or deputy',
  'field.from': 'From',
  'part.main': 'main officer',
  'part.deputy': 'deputy',
  'issue.pair-unknown':
    'The register has no such enterprise. Write the credit code, or import the enterprises first.',
  'issue.pair-many': p => `Several enterprises have this name: ${p.codes}. Write the credit code.`,
  'issue.pair-ended': p =>
    `${p.name} has closed, merged or moved away and is not paired any more. Delete this row.`,
  'issue.pair-outside': p => `${p.name} is outside your authority. Let its own office import it.`,
  'issue.pair-later': 'This day has not come yet. Write today or an earlier day.',
  'issue.pair-two-mains': p =>
    `Line ${p.line} gave this enterprise its main officer. There is one only: make this one a deputy.`,
  'kind.part': 'part',
  'kind.workers': 'workers',
  'kind.transport': 'transport',
  'kind.material': 'material',
  'kind.place': 'space',
  'own-office': 'own labour pool',
  yes: 'yes',
  no: 'no',
  'issue.offer-firm-ended': p =>
    `${p.name} has closed, merged or moved away and offers nothing more. Delete this row.`,
  'issue.offer-outside': p => `${p.name} is not in your office’s area. Let its own office import it.`,
  'issue.offer-over': 'The last day is past. Correct it, or delete this row.',
  'issue.offer-days': 'The last day comes before the first.',
  'issue.offer-withdrawn': 'The offer of this number was withdrawn. Use a new number.',
  'issue.offer-key-other': p => `This number stands for another offer (${p.whose}). Use a new number.`,
  'issue.offer-held': p => `${p.held} of it are reserved or confirmed; the quantity can’t go below that.`,
  'note.revenue-unit': 'The column of revenue names no unit; it was read in units of 10,000 yuan.',
  'report.name': 'Rows not imported',
  'issue.not-an-amount': 'Not an amount. Write a number such as 1200 or 1,200.50.',
  'issue.industry-unknown': 'Not in the classification of industries; kept as it stands.',
  'issue.list-too-long': 'The name of a list has at most 60 characters.',
  'issue.code-length': 'A credit code has 18 characters. It is imported as it stands; please check it.',
  'issue.code-alphabet':
    'The credit code has characters that none has. It is imported as it stands; please check it.',
  'issue.code-check-digit':
    'The check digit of the credit code is wrong. It is imported as it stands; please check it.',
  'issue.same-name': p =>
    `Line ${p.line} has an enterprise of the same name with another credit code. Check whether it is there twice.`,
  'issue.name-on-file': p =>
    `The register has an enterprise of this name with the credit code ${p.code}. Check whether the code is mistyped.`,
  'issue.division-unknown': p =>
    p.candidates === ''
      ? 'There is no such town or division code. Write the full name or the code.'
      : `There is no such town or division code. Is it ${p.candidates}?`,
  'issue.division-many': p =>
    `Several towns have this name: ${p.candidates}. Write it with its county, or write the code.`,
  'issue.division-followed': p => `This division was merged or renamed; imported as ${p.name} (${p.code}).`,
  'issue.division-outside': p => `${p.name} is outside your authority. Let its own office import it.`,
  'issue.enterprise-elsewhere': p =>
    `This credit code is registered in ${p.name}, outside your authority, and cannot be changed. Ask its own office.`,
  'issue.officer-unknown': 'There is no such liaison officer. Write the account, or name and office.',
  'issue.officer-many': p =>
    `Several liaison officers have this name: ${p.candidates}. Write the account, or name the office.`,
  'issue.officer-role': 'This person is not a liaison officer now. Grant the role first.',
  'issue.officer-elsewhere': p =>
    `This liaison officer works at ${p.office} and is not responsible for this town.`,
})
