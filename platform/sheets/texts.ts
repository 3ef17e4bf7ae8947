import { text } from '#platform/texts'

/** What a reader of a refused or doubtful sheet is told, always with what to do next. */
export const texts = text({
  empty: '文件里没有数据。请检查是否选错了文件。',
  'too-large': (p: { limit: string }) =>
    `文件太大，最多 ${p.limit}。请只保留要导入的工作表和列，或按县（市、区）拆成几个文件再传。`,
  'too-many-rows': (p: { limit: string }) => `行数超过 ${p.limit} 行。请拆成几个文件，分批导入。`,
  'too-many-columns': (p: { limit: string }) =>
    `这一行的列数超过 ${p.limit} 列，不像一张名单。请检查分隔符，或删去多余的列。`,
  'too-many-cells': (p: { limit: string }) =>
    `单元格总数超过 ${p.limit} 个（空白但设置过格式的也计算在内）。请把数据复制到一个新工作表后另存，再上传。`,
  'cell-too-long': (p: { limit: string }) =>
    `有一个单元格超过 ${p.limit} 个字，多半是前面少了一个引号。请从这一行检查引号。`,
  'quote-unclosed': '从这一行开始的引号没有结束。请补上另一个引号，或在表格软件中重新另存为 CSV。',
  'encoding-broken':
    '文件的文字编码有损坏，这一行有无法识别的字符。请在表格软件中打开，另存为 .xlsx 后再传。',
  'encoding-unknown': '无法识别文件的文字编码。请在表格软件中打开，另存为 .xlsx 后再传。',
  'not-a-sheet': (p: { kind: string }) =>
    `这不是表格文件（看起来是 ${p.kind}）。请上传 Excel 工作簿（.xlsx）或 CSV 文件。`,
  'old-excel':
    '这是旧版 Excel 文件（.xls）。请用 Excel 或 WPS 打开，选“另存为”，格式选“Excel 工作簿（.xlsx）”，再传。',
  'other-workbook': (p: { kind: string }) =>
    `这是 ${p.kind} 格式的工作簿。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，再传。`,
  encrypted: '文件设有打开密码。请打开后取消密码，另存一份再传。',
  'web-page':
    '这个文件其实是网页，只是扩展名像表格。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，再传。',
  'zip-bomb': (p: { limit: string }) =>
    `文件解压后超过 ${p.limit}，或与声明的大小不符，已拒绝打开。请把数据复制到一个新工作簿后再传。`,
  broken: '文件已损坏，无法读出。请用 Excel 或 WPS 打开检查，另存一份再传。',
  'sheet-missing': (p: { sheet: string }) => `工作簿里没有名为“${p.sheet}”的工作表。请重新选择。`,
  'no-visible-sheet': '工作簿里所有工作表都是隐藏的。请取消隐藏要导入的工作表再传。',
  'header-missing': '前 30 行里没有找到表头。请在数据上方加一行列名，例如“企业名称”“统一社会信用代码”。',
  'took-too-long': '文件太复杂，读取超时。请把数据（只粘贴数值）复制到一个新工作簿后再传。',

  'merged-filled': (p: { count: string; range: string }) =>
    `有 ${p.count} 处合并单元格（第一处 ${p.range}），已把值填入其中每一格。请核对。`,
  'sheets-ignored': (p: { names: string }) => `只读了一个工作表，没有读：${p.names}。`,
  'hidden-sheets': (p: { names: string }) => `隐藏的工作表没有读：${p.names}。`,
  'hidden-rows': (p: { count: string }) => `有 ${p.count} 行是隐藏的（例如被筛选），也读入了。请核对。`,
  'header-not-first': (p: { line: string }) => `表头在第 ${p.line} 行，其上的内容没有读。`,
  'header-doubled': (p: { name: string }) => `有两列都叫“${p.name}”，请在对应列时看清。`,
  ragged: (p: { line: string }) => `第 ${p.line} 行的列数多于表头，多出的内容没有列名。`,
  'decoded-gb18030': '文件没有声明文字编码，按中文编码 GB18030 读取。请看一看预览中的汉字是否正确。',

  'number-rounded':
    '表格软件把长数字变成了约数，后几位已经丢失，不能采用。请把这一列设为“文本”，重新填入完整的号码。',
  'formula-error': '公式的结果是错误值。请改好公式，或直接填入内容。',
  'formula-without-value': '公式没有算好的结果。请在 Excel 或 WPS 中打开，保存一次，再传。',
  'date-out-of-range': '日期超出可用的范围。请填写为 2022-05-07 这样的形式。',
  'control-character': '含有不可见的控制字符。请重新输入这一格。',

  required: '必须填写。',
  'too-long': (p: { limit: string }) => `最多 ${p.limit} 个字，请缩短。`,
  'not-a-date': '不是有效的日期。请填写为 2022-05-07 这样的形式。',
  'date-from-serial': (p: { date: string }) => `单元格里是数字，按 Excel 日期读作 ${p.date}，请核对。`,
  'not-an-integer': '应是整数，例如 128。',
  'number-outside': (p: { min: string; max: string }) => `应在 ${p.min} 到 ${p.max} 之间。`,
  'not-offered': (p: { offered: string }) => `没有这个选项。请填写其中之一：${p.offered}。`,
  'doubled-in-file': (p: { line: string }) => `与第 ${p.line} 行重复。请删去其中一行。`,
  'error-column': '需要改正的地方',
  'error-item': (p: { column: string; what: string }) => `【${p.column}】${p.what}`,
})({
  empty: 'The file holds no data. Check that you chose the right file.',
  'too-large': (p: { limit: string }) =>
    `The file is too large; the limit is ${p.limit}. Keep only the sheet and columns to import, or split it by county and upload the parts.`,
  'too-many-rows': (p: { limit: string }) =>
    `There are more than ${p.limit} rows. Split the file and import the parts one after another.`,
  'too-many-columns': (p: { limit: string }) =>
    `This row has more than ${p.limit} columns, which does not look like a list. Check the separator, or delete the extra columns.`,
  'too-many-cells': (p: { limit: string }) =>
    `There are more than ${p.limit} cells (blank but formatted ones count). Copy the data to a new sheet, save it and upload that.`,
  'cell-too-long': (p: { limit: string }) =>
    `One cell is longer than ${p.limit} characters, most likely because a quotation mark is missing before it. Check the quotation marks from this row on.`,
  'quote-unclosed':
    'A quotation mark that opens in this row is never closed. Add the closing one, or save the file as CSV again from the spreadsheet program.',
  'encoding-broken':
    'The text encoding of the file is damaged; this row has characters that cannot be read. Open it in the spreadsheet program, save it as .xlsx and upload that.',
  'encoding-unknown':
    'The text encoding of the file is not recognised. Open it in the spreadsheet program, save it as .xlsx and upload that.',
  'not-a-sheet': (p: { kind: string }) =>
    `This is not a spreadsheet (it looks like ${p.kind}). Upload an Excel workbook (.xlsx) or a CSV file.`,
  'old-excel':
    'This is an old Excel file (.xls). Open it in Excel or WPS, choose “Save as”, format “Excel workbook (.xlsx)”, and upload that.',
  'other-workbook': (p: { kind: string }) =>
    `This workbook has the format ${p.kind}. Open it in Excel or WPS, save it as “Excel workbook (.xlsx)” and upload that.`,
  encrypted: 'The file needs a password to open. Open it, remove the password, save a copy and upload that.',
  'web-page':
    'This file is really a web page with the name of a spreadsheet. Open it in Excel or WPS, save it as “Excel workbook (.xlsx)” and upload that.',
  'zip-bomb': (p: { limit: string }) =>
    `Unpacked, the file is larger than ${p.limit} or than it declares, so it was not opened. Copy the data to a new workbook and upload that.`,
  broken:
    'The file is damaged and cannot be read. Open it in Excel or WPS to check it, save a copy and upload that.',
  'sheet-missing': (p: { sheet: string }) => `The workbook has no sheet named “${p.sheet}”. Choose another.`,
  'no-visible-sheet':
    'Every sheet of the workbook is hidden. Unhide the one to import, save, and upload it again.',
  'header-missing':
    'No row of column names was found in the first 30 rows. Add one above the data, such as “Company name”, “Credit code”.',
  'took-too-long':
    'The file is too complicated and reading it took too long. Copy the data (values only) to a new workbook and upload that.',

  'merged-filled': (p: { count: string; range: string }) =>
    `${p.count} merged ranges (the first is ${p.range}): the value was filled into each of their cells. Please check.`,
  'sheets-ignored': (p: { names: string }) => `Only one sheet was read. Not read: ${p.names}.`,
  'hidden-sheets': (p: { names: string }) => `Hidden sheets were not read: ${p.names}.`,
  'hidden-rows': (p: { count: string }) =>
    `${p.count} rows are hidden (by a filter, for instance) and were read too. Please check.`,
  'header-not-first': (p: { line: string }) =>
    `The column names stand in row ${p.line}; what is above was not read.`,
  'header-doubled': (p: { name: string }) =>
    `Two columns are named “${p.name}”. Take care when you match the columns.`,
  ragged: (p: { line: string }) =>
    `Row ${p.line} has more columns than the header; what stands there has no column name.`,
  'decoded-gb18030':
    'The file does not declare its text encoding and was read as GB18030. Check the Chinese characters in the preview.',

  'number-rounded':
    'The spreadsheet program rounded a long number and its last digits are lost, so it cannot be used. Set this column to “Text” and enter the whole number again.',
  'formula-error': 'The formula ends in an error value. Correct the formula or enter the content itself.',
  'formula-without-value':
    'The formula has no stored result. Open the file in Excel or WPS, save it once, and upload it again.',
  'date-out-of-range': 'The date is outside the usable range. Write it like 2022-05-07.',
  'control-character': 'There is an invisible control character. Type this cell again.',

  required: 'This must be filled in.',
  'too-long': (p: { limit: string }) => `At most ${p.limit} characters. Please shorten it.`,
  'not-a-date': 'This is not a valid date. Write it like 2022-05-07.',
  'date-from-serial': (p: { date: string }) =>
    `The cell holds a number, read as the Excel date ${p.date}. Please check.`,
  'not-an-integer': 'This must be a whole number, such as 128.',
  'number-outside': (p: { min: string; max: string }) => `This must be from ${p.min} to ${p.max}.`,
  'not-offered': (p: { offered: string }) => `There is no such choice. Use one of: ${p.offered}.`,
  'doubled-in-file': (p: { line: string }) => `This repeats row ${p.line}. Delete one of the two.`,
  'error-column': 'To be corrected',
  'error-item': (p: { column: string; what: string }) => `[${p.column}] ${p.what}`,
})
