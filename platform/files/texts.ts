import { text } from '#platform/texts'

/** What a person is told whose file was not taken, always with what to do next. */
export const texts = text({
  empty: '文件是空的。请重新选择文件。',
  'too-large': (p: { limit: string }) => `文件太大，最多 ${p.limit}。请压缩或拆分后再传。`,
  'type-not-allowed':
    '不能接收这种文件。可以上传照片（JPEG、PNG、WebP）、PDF、Word（.docx）和 Excel（.xlsx）。',
  heic: '这是 HEIC 照片。请在手机“设置 › 相机 › 格式”中选“兼容性最佳”后重拍，或把照片另存为 JPEG 再传。',
  'old-office': '这是旧版 Office 文件，或设有打开密码。请打开后取消密码，另存为 .docx 或 .xlsx 再传。',
  macros: '文件里有宏，不能接收。请另存为不带宏的 .docx 或 .xlsx 再传。',
  'too-many-pixels': (p: { limit: string }) =>
    `照片的尺寸太大，最多 ${Number(p.limit) * 100} 万像素。请把相机的像素调低后重拍，或缩小后再传。`,
  'broken-image': '照片已损坏，无法打开。请重新拍摄或选择另一张。',
  'disk-full': '服务器的磁盘已满，附件没有保存。您填写的文字不受影响；请稍后再传，并请告知管理员。',
  'not-there': '附件已不在服务器上。请联系管理员。',
  'upload-unknown': '这次上传已过期或不存在。请重新选择文件上传。',
  'upload-other-file': '这个编号已用于另一个文件。请重新选择文件上传。',
  'too-many-uploads': '未传完的文件太多。请等前面的传完再传。',
  'wrong-offset': (p: { received: string }) => `服务器已收到 ${p.received} 字节。请从那里接着传。`,
  'upload-too-long': '传来的内容比说好的长。请重新选择文件上传。',
  'wrong-hash': '收到的内容与原文件不一致，没有保存。请重新上传。',
})({
  empty: 'The file is empty. Choose it again.',
  'too-large': (p: { limit: string }) =>
    `The file is too large; the limit is ${p.limit}. Compress or split it and upload it again.`,
  'type-not-allowed':
    'This kind of file is not taken. You can upload photos (JPEG, PNG, WebP), PDF, Word (.docx) and Excel (.xlsx).',
  heic: 'This is a HEIC photo. On the phone choose Settings › Camera › Formats › “Most compatible” and take it again, or save the photo as JPEG.',
  'old-office':
    'This is an old Office file or needs a password. Open it, remove the password, save it as .docx or .xlsx and upload that.',
  macros: 'The file holds macros and is not taken. Save it as .docx or .xlsx without macros and upload that.',
  'too-many-pixels': (p: { limit: string }) =>
    `The photo is too large; the limit is ${p.limit} megapixels. Set the camera to fewer and take it again, or make it smaller.`,
  'broken-image': 'The photo is damaged and cannot be opened. Take it again or choose another.',
  'disk-full':
    'The disk of the server is full and the attachment was not saved. What you wrote is not affected; upload the file again later and tell the administrator.',
  'not-there': 'The attachment is no longer on the server. Please tell the administrator.',
  'upload-unknown': 'This upload has run out or doesn’t exist. Choose the file again.',
  'upload-other-file': 'This id stands for another file already. Choose the file again.',
  'too-many-uploads': 'Too many files are under way. Wait until some have arrived.',
  'wrong-offset': (p: { received: string }) => `The server holds ${p.received} bytes. Go on from there.`,
  'upload-too-long': 'More came than was announced. Choose the file again.',
  'wrong-hash': 'What arrived is not the file that was announced; nothing was kept. Upload it again.',
})
