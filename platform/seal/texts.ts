import { text } from '#platform/texts'

export const keyFileTexts = text({
  insideData: (p: { file: string; dataDir: string }) =>
    `密钥文件 ${p.file} 位于数据目录 ${p.dataDir} 之内，备份数据时会连同密钥一起带走。请把 KEY_FILE 设到别处。`,
  readable: (p: { file: string; mode: string }) =>
    `密钥文件 ${p.file} 的权限为 ${p.mode}，其他账户也能读取。请执行 chmod 600 ${p.file}。`,
  malformed: (p: { file: string }) =>
    `密钥文件 ${p.file} 的内容不是 32 字节的 base64。请从备份恢复，不要另建：没有原来的密钥，已加密的个人信息无法读取。`,
  unreachable: (p: { file: string; reason: string }) => `密钥文件 ${p.file} 无法读取或创建：${p.reason}。`,
})({
  insideData: p =>
    `The key file ${p.file} is inside the data folder ${p.dataDir}, so a backup of the data would carry its key. Set KEY_FILE to another place.`,
  readable: p =>
    `The key file ${p.file} has mode ${p.mode}, so other accounts can read it. Run chmod 600 ${p.file}.`,
  malformed: p =>
    `The key file ${p.file} does not hold 32 bytes in base64. Restore it from a backup and do not make a new one: without the former key the sealed personal values cannot be read.`,
  unreachable: p => `The key file ${p.file} cannot be read or made: ${p.reason}.`,
})
