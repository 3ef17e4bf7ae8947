import { text } from '#platform/texts'

const zhCommon = `  --lang zh-CN|en   语言；默认看 LC_ALL、LANG，以 en 开头为英文，其余为中文
  --json            结果以 JSON 输出到标准输出
  --help            显示本说明

退出码：0 完成；1 被拒绝、失败或检查发现问题；2 用法错误；3 环境问题（数据库、文件、端口）`
const enCommon = `  --lang zh-CN|en   language; by default English where LC_ALL or LANG begins with en, else Chinese
  --json            the result as JSON on standard output
  --help            shows this

Exit codes: 0 done; 1 refused, failed, or a check found something; 2 wrong usage; 3 surroundings (database, files, port)`

/** The command line's words. `help-<command>` stands for each command. */
export const texts = text({
  help: `同舟：企业帮扶与疫情应对

用法：tongzhou 命令 [选项]

  start             启动数据库、服务器和网页；首次启动装入演示数据
  migrate           把数据库升级到最新结构
  seed              向空数据库装入演示数据，或只装入行政区划
  user              管理账号：create、role、code、list、end
  import            从 Excel 或 CSV 导入企业、单位、账号、结对或供给名单
  replay            重放一个故事，核对数字
  doctor            检查配置、数据库、时钟、磁盘、密钥和审计

tongzhou 命令 --help 显示各命令的说明。

${zhCommon}`,
  'help-start': `用法：tongzhou start [--size small|city] [--seed N]

启动内置数据库（设了 DATABASE_URL 则用那个服务器）、升级结构、装入演示数据（仅当数据库为空）、
生成网页（仅当源文件有变化），然后提供服务，直到收到 SIGINT 或 SIGTERM。

  --size small|city 首次装入的演示规模，默认 city（6,537 家企业）
  --seed N          演示数据的种子，默认 1

环境变量：PORT、HOST、DATA_DIR、DATABASE_URL、KEY_FILE、REGION_TIME_ZONE、LOG_LEVEL
${zhCommon}`,
  'help-migrate': `用法：tongzhou migrate

依次执行尚未执行的 migrations/*.sql，并设置两个登录角色的密码。已执行的文件若被改动则拒绝。

${zhCommon}`,
  'help-seed': `用法：tongzhou seed [--size small|city|region] [--seed N] [--base-date 日期] [--problems N]

向空数据库装入数据；已有数据则拒绝（同一份数据则说明已装入）。规模、种子、日期相同，结果相同。

  --size small|city 演示数据：240 或 6,537 家企业，默认 city
  --size region     只装入行政区划和工作日，用于正式环境
  --seed N          种子，默认 1
  --base-date 日期  演示从这一天 10:00 开始，如 2026-11-24；默认为现在
  --problems N      问题数量，最多 100000，用于测速

${zhCommon}`,
  'help-user': `用法：tongzhou user create 账号 --display 姓名 (--division 区划代码 | --office 单位编号)
      tongzhou user role 账号 --role 角色 --office 单位编号 [--from 日期] [--until 日期]
      tongzhou user code 账号
      tongzhou user list [--within 区划代码]
      tongzhou user end 账号 [--to 接手账号]

create 新建账号并打印一次性登录码；用 --division 则为该地的管理员，用 --office 则暂无角色
role   授予角色：liaison handler leader supervisor duty admin auditor
code   重新发放一次性登录码；原密码和登录随即失效
list   列出账号与角色
end    停用离岗人员的账号；其未办结事项移交给 --to 所指的人

${zhCommon}`,
  'help-import': `用法：tongzhou import enterprises|offices|accounts|pairings|offers 文件 --office 单位 [选项]

从 Excel 或 CSV（UTF-8、GB18030）导入企业、单位、账号、结对或供给名单，逐行报告。正确的行在一个事务里导入，或一行也不导入。

  --office 单位         名单由哪个单位导入：单位编号、全称或编号前缀，如 JXR
  --sheet 名称          工作表，默认第一张
  --all-or-nothing      有一行不能导入就全不导入
  --confirm-changes     允许更改已登记的企业
  --refused 文件        把不能导入的行写入这个文件（.xlsx 或 .csv）
  --codes 文件          导入账号时必填：新账号的一次性登录码写入这个文件（.xlsx），别处不留

${zhCommon}`,
  stepImport: '导入',
  importDone: (p: { added: string; changed: string; unchanged: string; refused: string; seconds: string }) =>
    `新增 ${p.added}，更改 ${p.changed}，未变 ${p.unchanged}，不能导入 ${p.refused}，用时 ${p.seconds}。`,
  importLine: (p: { line: string; message: string }) => `  第 ${p.line} 行：${p.message}`,
  importMore: (p: { count: string }) => `  另有 ${p.count} 条说明，见 --json。`,
  fileUnreadable: (p: { file: string; reason: string }) => `无法读取 ${p.file}：${p.reason}`,
  'help-replay': `用法：tongzhou replay 文件|名称

在独立的数据库里，按模拟时钟重放 stories/ 中的一个故事，逐步说明，并核对其中的数字。有一个不符则退出码为 1。

  --keep                留下故事的数据库，不删除

${zhCommon}`,
  'help-doctor': `用法：tongzhou doctor

检查配置、数据库、时钟、磁盘、密钥、审计链和任务队列；逐项说明哪里不对、怎么办。有严重问题则退出码为 1。

${zhCommon}`,
  unknownCommand: (p: { command: string }) => `没有命令“${p.command}”。tongzhou --help 列出全部命令。`,
  badUsage: (p: { reason: string; command: string }) =>
    `用法错误：${p.reason}。请看 tongzhou ${p.command} --help。`,
  optionUnknown: (p: { option: string }) => `没有选项 ${p.option}`,
  optionNeeds: (p: { option: string }) => `选项 ${p.option} 需要一个值`,
  optionTakesNone: (p: { option: string }) => `选项 ${p.option} 不带值`,
  argumentSurplus: (p: { argument: string }) => `多余的参数“${p.argument}”`,
  argumentMissing: (p: { what: string }) => `缺少 ${p.what}`,
  badChoice: (p: { option: string; choices: string }) => `${p.option} 须为其中之一：${p.choices}`,
  badNumber: (p: { option: string; least: number; most: number }) =>
    `${p.option} 须为 ${p.least} 到 ${p.most} 的整数`,
  badDate: (p: { option: string }) => `${p.option} 须为日期，如 2026-11-24`,
  unexpected: (p: { reason: string }) => `出错了：${p.reason}`,
  noReplay: '这个版本还不能重放故事。',
  databaseUnreachable: (p: { at: string; reason: string }) =>
    `连不上数据库 ${p.at}：${p.reason}。请检查 DATABASE_URL 和服务器是否在运行。`,
  databaseOld: (p: { found: number; least: number }) =>
    `数据库是 PostgreSQL ${p.found}，需要 ${p.least} 或更新版本。`,
  noWrite: (p: { at: string; reason: string }) =>
    `无法写入 ${p.at}：${p.reason}。请更改权限，或用 DATA_DIR 另选一处。`,
  migrationChanged: (p: { reason: string }) =>
    `已执行的升级文件被改动：${p.reason} 请恢复原文件，新的改动写成新文件。`,
  migrationFailed: (p: { reason: string }) => `数据库升级失败：${p.reason}`,
  migrated: (p: { count: number }) => `数据库结构已升级（${p.count} 个文件）。`,
  upToDate: '数据库结构已是最新。',
  notMigrated: '数据库还没有表：请先运行 tongzhou migrate。',
  firstData: '数据库是空的，正在装入演示数据……',
  stepDivisions: '行政区划',
  stepOffices: '单位和人员',
  stepEnterprises: '企业和联系人',
  stepProblems: '问题及办理过程',
  stepFinish: '整理',
  stepBuild: '生成网页',
  buildFailed: (p: { reason: string }) => `网页生成失败：${p.reason}`,
  notEmpty: (p: { held: string }) =>
    `数据库里已有数据（${p.held}），未作任何改动。请换一个空数据库：改 DATABASE_URL 或 DATA_DIR。`,
  sameSeed: (p: { seed: string }) => `同一份数据（${p.seed}）已经装入，无须再装。`,
  seeded: (p: { enterprises: string; officers: string; problems: string; open: string; seconds: string }) =>
    `已装入 ${p.enterprises} 家企业、${p.officers} 名干部、${p.problems} 个问题（未办结 ${p.open} 个），用时 ${p.seconds}。`,
  seededRegion: (p: { divisions: string; days: string }) =>
    `已装入 ${p.divisions} 个行政区划和 ${p.days} 天工作日历。下一步：tongzhou user create 建立首位管理员。`,
  portTaken: (p: { port: number; host: string }) =>
    `端口 ${p.port}（${p.host}）已被占用。请停止占用它的程序，或换一个：PORT=3305 npm start。`,
  portForbidden: (p: { port: number }) =>
    `没有权限使用端口 ${p.port}。请用 1024 以上的端口：PORT=3304 npm start。`,
  hostUnusable: (p: { host: string; reason: string }) =>
    `无法在 ${p.host} 上提供服务：${p.reason}。请检查 HOST。`,
  ready: (p: { address: string; seconds: string }) => `同舟已启动（用时 ${p.seconds}）：${p.address}`,
  demonstration: (p: { enterprises: string; problems: string }) =>
    `演示环境：浙江省真实行政区划，企业 ${p.enterprises} 家、人员和问题 ${p.problems} 个均为虚构。演示账号：`,
  demoPassword: (p: { password: string }) => `  密码都是：${p.password}`,
  demoLink: (p: { enterprise: string; address: string }) =>
    `  企业手机填报（无须账号，${p.enterprise}）：${p.address}`,
  'demo-liaison': '联企服务员：从“我的一天”看起',
  'demo-leader': '单位负责人：签批',
  'demo-handler': '县级经办人：接单办理',
  'demo-town': '镇街负责人',
  'demo-hotline': '热线坐席：代企业登记',
  'demo-supervisor': '督查',
  'demo-admin': '系统管理员：账号与角色',
  'demo-auditor': '审计员',
  howToStop: '按 Ctrl-C 停止。',
  stopping: '正在停止……',
  stopped: '已停止，数据已保存。',
  stopLate: '十秒内未能停止，强行结束。',
  databaseLost: (p: { how: string }) => `数据库意外退出（${p.how}），正在重新启动……`,
  databaseBack: '数据库已恢复。',
  databaseGone: '数据库一再退出，停止服务。请运行 tongzhou doctor，并查看数据目录旁的 postgres.log。',
  roleGranted: (p: { name: string; role: string }) => `已授予 ${p.name} 角色 ${p.role}。`,
  accountEnded: (p: { name: string; handed: string }) => `账号 ${p.name} 已停用，移交事项 ${p.handed} 件。`,
  mattersLeft: (p: { name: string; open: string }) =>
    `${p.name} 还有 ${p.open} 件未办结事项：请用 --to 指明接手的人。`,
  enterprisesLeft: (p: { name: string; count: string }) =>
    `${p.name} 名下还有 ${p.count} 家结对企业。请用 --to 指定接手的联企服务员。`,
  successorUnfit: (p: { to: string }) => `${p.to} 在承办单位没有职务，不能接手。请先授予角色，或另选一人。`,
  never: '—',
  hasPassword: '已设密码',
  noPassword: '未设密码',
  ended: '已停用',
  noAccounts: '没有账号。',
  refusedOther: (p: { code: string }) => `被拒绝（${p.code}）。`,
})({
  help: `Tongzhou: relief for enterprises and response to an outbreak

Usage: tongzhou COMMAND [options]

  start             starts database, server and pages; the first time it loads a demonstration
  migrate           brings the database to the newest schema
  seed              loads a demonstration, or the divisions alone, into an empty database
  user              administers accounts: create, role, code, list, end
  import            imports enterprises, offices, accounts, pairings or offers from Excel or CSV
  replay            plays a story and compares its figures
  doctor            checks configuration, database, clock, disk, keys and audit

tongzhou COMMAND --help explains each command.

${enCommon}`,
  'help-start': `Usage: tongzhou start [--size small|city] [--seed N]

Starts the embedded database (or uses the server that DATABASE_URL names), migrates it, loads a demonstration when
it is empty, builds the pages when their sources changed, and serves until SIGINT or SIGTERM.

  --size small|city size of the demonstration loaded the first time, city (6,537 enterprises) by default
  --seed N          seed of the demonstration, 1 by default

Environment: PORT, HOST, DATA_DIR, DATABASE_URL, KEY_FILE, REGION_TIME_ZONE, LOG_LEVEL
${enCommon}`,
  'help-migrate': `Usage: tongzhou migrate

Runs the files of migrations/*.sql that haven't run, and sets the passwords of the two logins. Refuses when a file
was changed after it ran.

${enCommon}`,
  'help-seed': `Usage: tongzhou seed [--size small|city|region] [--seed N] [--base-date DAY] [--problems N]

Loads data into an empty database and refuses one that holds any (or says that the same stands there already). The
same size, seed and day give the same data.

  --size small|city a demonstration of 240 or 6,537 enterprises, city by default
  --size region     divisions and working days alone, for real use
  --seed N          the seed, 1 by default
  --base-date DAY   the demonstration begins on this day at 10:00, e.g. 2026-11-24; now by default
  --problems N      number of problems, up to 100000, for measuring

${enCommon}`,
  'help-user': `Usage: tongzhou user create ACCOUNT --display NAME (--division CODE | --office ID)
       tongzhou user role ACCOUNT --role ROLE --office ID [--from DAY] [--until DAY]
       tongzhou user code ACCOUNT
       tongzhou user list [--within CODE]
       tongzhou user end ACCOUNT [--to ACCOUNT]

create makes an account and prints a single-use code; --division makes an administrator there, --office no role yet
role   grants a role: liaison handler leader supervisor duty admin auditor
code   gives a new single-use code; the old password and open sessions end
list   lists accounts with their roles
end    ends the account of who moved on; --to names who takes over what is open

${enCommon}`,
  'help-import': `Usage: tongzhou import enterprises|offices|accounts|pairings|offers FILE --office OFFICE [options]

Imports a list from Excel or CSV (UTF-8, GB18030) and reports row by row. The good rows are written
in one transaction, or none is.

  --office OFFICE       whose list it is: an office's id, full name, or the prefix of its numbers such as JXR
  --sheet NAME          the sheet, the first by default
  --all-or-nothing      writes nothing when one row is refused
  --confirm-changes     lets registered enterprises be changed
  --refused FILE        writes the refused rows into this file (.xlsx or .csv)
  --codes FILE          needed for accounts: the single-use codes of new ones, in this file (.xlsx) and nowhere else

${enCommon}`,
  stepImport: 'Importing',
  importDone: p =>
    `${p.added} added, ${p.changed} changed, ${p.unchanged} unchanged, ${p.refused} refused, in ${p.seconds}.`,
  importLine: p => `  line ${p.line}: ${p.message}`,
  importMore: p => `  and ${p.count} more remarks, see --json.`,
  fileUnreadable: p => `${p.file} can't be read: ${p.reason}`,
  'help-replay': `Usage: tongzhou replay FILE|NAME

Plays one of stories/ in a database of its own on a simulated clock, says each step, and compares the figures. Exit
code 1 when one disagrees.

  --keep                leaves the story's database in place

${enCommon}`,
  'help-doctor': `Usage: tongzhou doctor

Checks configuration, database, clock, disk, keys, audit chain and job queue, and says what is wrong and what to do.
Exit code 1 when something is bad.

${enCommon}`,
  unknownCommand: p => `There is no command "${p.command}". tongzhou --help lists all of them.`,
  badUsage: p => `Wrong usage: ${p.reason}. See tongzhou ${p.command} --help.`,
  optionUnknown: p => `there is no option ${p.option}`,
  optionNeeds: p => `the option ${p.option} needs a value`,
  optionTakesNone: p => `the option ${p.option} takes no value`,
  argumentSurplus: p => `one argument too many, "${p.argument}"`,
  argumentMissing: p => `${p.what} is missing`,
  badChoice: p => `${p.option} must be one of ${p.choices}`,
  badNumber: p => `${p.option} must be a whole number from ${p.least} to ${p.most}`,
  badDate: p => `${p.option} must be a day such as 2026-11-24`,
  unexpected: p => `Something went wrong: ${p.reason}`,
  noReplay: 'This version can’t play stories yet.',
  databaseUnreachable: p =>
    `The database ${p.at} can't be reached: ${p.reason}. Check DATABASE_URL, and whether the server runs.`,
  databaseOld: p => `The database is PostgreSQL ${p.found}; ${p.least} or newer is needed.`,
  noWrite: p =>
    `Can't write to ${p.at}: ${p.reason}. Change its permissions, or choose another place with DATA_DIR.`,
  migrationChanged: p =>
    `A migration was changed after it ran: ${p.reason} Restore the file; a new change is a new file.`,
  migrationFailed: p => `The database could not be migrated: ${p.reason}`,
  migrated: p =>
    `The database was brought to the newest schema (${p.count === 1 ? 'one file' : `${p.count} files`}).`,
  upToDate: 'The database has the newest schema.',
  notMigrated: 'The database has no tables yet: run tongzhou migrate first.',
  firstData: 'The database is empty; loading the demonstration…',
  stepDivisions: 'Divisions',
  stepOffices: 'Offices, officers',
  stepEnterprises: 'Enterprises, contacts',
  stepProblems: 'Problems, histories',
  stepFinish: 'Tidying up',
  stepBuild: 'Building the pages',
  buildFailed: p => `The pages could not be built: ${p.reason}`,
  notEmpty: p =>
    `The database holds data already (${p.held}); nothing was changed. Choose an empty one by DATABASE_URL or DATA_DIR.`,
  sameSeed: p => `The same data (${p.seed}) stand there already.`,
  seeded: p =>
    `Loaded ${p.enterprises} enterprises, ${p.officers} officers and ${p.problems} problems (${p.open} open) in ${p.seconds}.`,
  seededRegion: p =>
    `Loaded ${p.divisions} divisions and a calendar of ${p.days} days. Next: tongzhou user create for the first administrator.`,
  portTaken: p =>
    `Port ${p.port} (${p.host}) is taken. Stop the program that uses it, or choose another: PORT=3305 npm start.`,
  portForbidden: p => `Port ${p.port} may not be used. Choose one above 1024: PORT=3304 npm start.`,
  hostUnusable: p => `Can't serve on ${p.host}: ${p.reason}. Check HOST.`,
  ready: p => `Tongzhou is ready (${p.seconds}): ${p.address}`,
  demonstration: p =>
    `A demonstration: Zhejiang's real divisions; its ${p.enterprises} enterprises, people and ${p.problems} problems are invented. Accounts:`,
  demoPassword: p => `  The password of all: ${p.password}`,
  demoLink: p => `  An enterprise reports on a phone, without account (${p.enterprise}): ${p.address}`,
  'demo-liaison': 'liaison officer: begin with “My day”',
  'demo-leader': 'head of an office: signs off',
  'demo-handler': 'county officer: takes up and solves',
  'demo-town': 'head of a town’s government',
  'demo-hotline': 'hotline: reports for callers',
  'demo-supervisor': 'supervisor',
  'demo-admin': 'administrator: accounts and roles',
  'demo-auditor': 'auditor',
  howToStop: 'Ctrl-C stops it.',
  stopping: 'Stopping…',
  stopped: 'Stopped; the data are saved.',
  stopLate: 'Not stopped within ten seconds; ending it now.',
  databaseLost: p => `The database ended (${p.how}); starting it again…`,
  databaseBack: 'The database is back.',
  databaseGone:
    'The database ended again and again; stopping. Run tongzhou doctor, and look at postgres.log beside the data.',
  roleGranted: p => `${p.name} now holds the role ${p.role}.`,
  accountEnded: p => `The account ${p.name} has ended; ${p.handed} matters were handed over.`,
  mattersLeft: p => `${p.name} still has ${p.open} open matters: name who takes them over with --to.`,
  enterprisesLeft: p =>
    `${p.name} is still paired with ${p.count} enterprises. Name the liaison officer who takes them over with --to.`,
  successorUnfit: p =>
    `${p.to} holds no role in the office that handles these matters: grant one first, or choose another.`,
  never: '–',
  hasPassword: 'password set',
  noPassword: 'no password',
  ended: 'ended',
  noAccounts: 'There are no accounts.',
  refusedOther: p => `Refused (${p.code}).`,
})
