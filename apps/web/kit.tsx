import { type ReactNode, useEffect, useState } from 'react'
import { text } from '#platform/texts'
import {
  ActionBar,
  Bars,
  Button,
  Checkbox,
  type Column,
  Columns,
  ComboBox,
  Conflict,
  type Counties,
  DateField,
  DivisionMap,
  DueChip,
  Duties,
  Empty,
  ErrorState,
  ErrorSummary,
  FactList,
  Figures,
  FilePicker,
  FilterBar,
  FilterSelect,
  FilterToggle,
  Forbidden,
  FormDialog,
  Group,
  Line,
  Link,
  LinkButton,
  List,
  Loading,
  Masked,
  MatterColumns,
  MoreRows,
  NotFound,
  Notice,
  Offline,
  type Option,
  PageHead,
  Panel,
  PublicPage,
  RadioCards,
  Rating,
  ReadingProvider,
  SearchBox,
  Select,
  Shell,
  type Sort,
  Stars,
  Status,
  StepHead,
  Steps,
  Story,
  type StoryEntry,
  Table,
  Tabs,
  Tag,
  TextArea,
  TextField,
  useAddress,
  useLang,
  useTexts,
  ViewTabs,
  Watermark,
} from '#platform/ui'

const kitTexts = text({
  person: '沈亦',
  drawing: '转向节图纸.pdf',
  title: '问题',
  lead: '截至5月4日16:20，共收集162个，已解决106个，办理中56个。',
  firm: '示范整车：关键零部件断供，总装线停产',
  summary: '示范电梯：钢丝绳供应商被封控，库存只够2天',
  next: '发跨市协查',
  county: '县（市、区）',
  category: '类别',
  supply: '供应链',
  labour: '用工',
  due: '期限',
  number: '编号',
  owner: '承办',
  owned: '市经信局 沈亦',
  staff: '用工',
  mine: '只看我的',
  assign: '转派',
  why: '学校在管控区内，解除前不能申请。',
  apply: '申请复课',
  delete: '删除第4行',
  cancel: '取消',
  decide: '待您决定',
  solved: '已解决',
  returned: '已退回',
  late: '逾期1小时10分',
  phone: '电话',
  story: '经过',
  collected: '收集',
  referred: '上报专班',
  confirmed: '企业确认',
  hold: '总装线停了。转向节由上海一家厂独供，对方封控停产，仓里一件不剩。',
  caller: '罗启·手机语音报送，38秒',
  refer: '发出跨市协查函：找能供转向节的供应商，须同规格、月产能1万件以上。',
  quote: '图号、材质、检验标准见附件；请在24小时内答复，哪怕答复“没有”。',
  end: '企业确认已解决，评价五星。',
  find: '编号、企业、拼音首字母',
  question: '现在最要紧的是什么？',
  questionHint: '选一项即可，选错了我们会改。',
  road: '货运不进、出不去',
  roadHint: '通行证、卡口、港口',
  parts: '缺零部件、原料',
  partsHint: '供应商停产，或货买不到',
  name: '您的姓名',
  nameError: '请写姓名，回电时好称呼',
  words: '请说说情况',
  wordsHint: '写清缺什么、还能撑几天',
  day: '哪天开始的',
  photos: '照片或文件',
  satisfied: '对这次办理满意吗？',
  agree: '同意把联系方式告诉承办人',
  office: '转给哪个单位',
  send: '送出',
  nothingLate: '没有逾期的问题',
  nearest: '56件在办，最近的期限是今天18:00。',
  all: '看全部在办',
  done: '已转派2件给许望',
  undo: '撤销',
  mapSays: '各县（市、区）在办问题数',
  barsSay: '供应链问题最多，占三分之一',
  lineSays: '办理中的问题一周降了四成',
  source: '问题台账·截至16:20',
  purpose: '企业报问题',
  foot: '也可拨打96871，全天有人接听。',
  place: '嘉兴市',
  duty: '向无锡市工信局发跨市协查。停产类问题48小时内要有方案。',
})({
  person: 'Shen Yi',
  drawing: 'knuckle drawing.pdf',
  title: 'Problems',
  lead: 'By 16:20 on 4 May, 162 collected, 106 solved, 56 under way.',
  firm: 'Demo Motors: a key part has run out, the assembly line stands still',
  summary: 'Demo Lifts: rope supplier locked down, stock for 2 days',
  next: 'Ask the other city for help',
  county: 'County',
  category: 'Category',
  supply: 'Supply chain',
  labour: 'Labour',
  due: 'Due',
  number: 'Number',
  owner: 'Owner',
  owned: 'City Industry Bureau, Shen Yi',
  staff: 'Staff',
  mine: 'Only mine',
  assign: 'Reassign',
  why: 'The school lies in a control zone; it can apply once that is lifted.',
  apply: 'Apply to reopen',
  delete: 'Delete row 4',
  cancel: 'Cancel',
  decide: 'Yours to decide',
  solved: 'Solved',
  returned: 'Returned',
  late: '1 h 10 min overdue',
  phone: 'Telephone',
  story: 'Story',
  collected: 'Collected',
  referred: 'Referred up',
  confirmed: 'Confirmed',
  hold: 'The assembly line has stopped. One factory in Shanghai supplies the knuckle; it is locked down and the store is empty.',
  caller: 'Luo Qi · voice report by phone, 38 s',
  refer: 'Letter sent: looking for a supplier of the knuckle, same specification, 10,000 a month or more.',
  quote:
    'Drawing, material and test standard are attached. Please answer within 24 hours, even if the answer is “none”.',
  end: 'The firm confirmed that it is solved and gave five stars.',
  find: 'Number, firm, pinyin initials',
  question: 'What presses most right now?',
  questionHint: 'Choose one; if it is the wrong one, we will change it.',
  road: 'Goods can’t get in or out',
  roadHint: 'Passes, checkpoints, ports',
  parts: 'Parts or materials are short',
  partsHint: 'A supplier stopped, or nothing can be bought',
  name: 'Your name',
  nameError: 'Give a name, so that we know whom to ask for',
  words: 'Tell us more',
  wordsHint: 'What is short, and for how many days you can hold out',
  day: 'Since when',
  photos: 'Photographs or files',
  satisfied: 'Are you satisfied with how this was handled?',
  agree: 'The handler may have my contact details',
  office: 'To which office',
  send: 'Send',
  nothingLate: 'No problem is overdue',
  nearest: '56 are under way; the next deadline is today at 18:00.',
  all: 'See all under way',
  done: '2 reassigned to Xu Wang',
  undo: 'Undo',
  mapSays: 'Problems under way by county',
  barsSay: 'Supply chain leads with a third of all problems',
  lineSays: 'Problems under way fell by two fifths in a week',
  source: 'Problem register · as of 16:20',
  purpose: 'Report a problem',
  foot: 'Or call 96871, answered at all hours.',
  place: 'Jiaxing',
  duty: 'Send Wuxi’s industry bureau a request for help. A standstill needs a plan within 48 hours.',
})

const now = '2022-05-04T08:20:00Z'
type Row = { id: string; due: string; start: string; staff: number }
const rows: Row[] = [
  { id: 'JX-0145-3', due: '2022-05-04T07:10:00Z', start: '2022-05-02T07:10:00Z', staff: 1240 },
  { id: 'JX-0061-8', due: '2022-05-04T11:40:00Z', start: '2022-05-03T11:40:00Z', staff: 3860 },
  { id: 'JX-0109-2', due: '2022-05-09T09:30:00Z', start: '2022-05-03T09:30:00Z', staff: 86 },
  { id: 'JX-0116-8', due: '2022-04-29T08:00:00Z', start: '2022-04-24T08:00:00Z', staff: 12430 },
]

/** Every component once, in Chinese and English; the reader's preferences apply. */
export function KitPage() {
  return (
    <ReadingProvider lang={useLang()} time={{ now, isSimulated: true }}>
      <Parts />
    </ReadingProvider>
  )
}

function Parts() {
  const { query } = useAddress()
  return query.view === 'public' ? <PublicParts /> : <StaffParts />
}

function Frame({ children }: { children: ReactNode }) {
  const t = useTexts(kitTexts)
  return (
    <Shell
      demo={t.lead}
      place={{ name: t.place, code: '3304' }}
      places={[{ name: t.county, code: '330402', onChoose: () => undefined }]}
      person={{ name: t.person, office: t.owner }}
      systems={[
        {
          label: t.purpose,
          pages: [
            { label: t.title, href: '/kit', count: 56, isLate: true },
            { label: t.story, href: '/kit/story' },
          ],
        },
        {
          label: t.place,
          pages: [
            { label: t.owner, href: '/kit/owner' },
            { label: t.mapSays, href: '/kit/map' },
          ],
        },
      ]}
      path="/kit"
      unread={3}
      noticesHref="/kit"
      accountHref="/kit"
      isClockSimulated
      onSignOut={() => undefined}
      onJump={() => undefined}
    >
      {children}
    </Shell>
  )
}

function StaffParts() {
  const t = useTexts(kitTexts)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['JX-0061-8']))
  const [sort, setSort] = useState<Sort>({ column: 'due', direction: 'ascending' })
  const [category, setCategory] = useState('supply')
  const [isMine, setMine] = useState(true)
  const [isAsking, setAsking] = useState(false)
  const [office, setOffice] = useState<Option>()
  const [reason, setReason] = useState('')
  const columns: Column<Row>[] = [
    { id: 'number', head: t.number, tight: true, cell: row => <span className="code">{row.id}</span> },
    {
      id: 'title',
      head: t.title,
      isTitle: true,
      cell: () => (
        <span className="clip">
          <Link className="title" href="/kit">
            {t.summary}
          </Link>
        </span>
      ),
    },
    { id: 'category', head: t.category, tight: true, wideOnly: true, cell: () => t.supply },
    { id: 'owner', head: t.owner, tight: true, cell: () => t.owned },
    {
      id: 'staff',
      head: t.staff,
      numeric: true,
      tight: true,
      sortable: true,
      cell: row => row.staff.toLocaleString('en'),
    },
    {
      id: 'due',
      head: t.due,
      tight: true,
      sortable: true,
      cell: row => <DueChip dueAt={row.due} startedAt={row.start} />,
    },
  ]
  const entries: StoryEntry[] = [
    { id: '1', at: '2022-04-20T01:12:00Z', text: t.hold, who: t.caller },
    {
      id: '2',
      at: '2022-04-20T02:05:00Z',
      text: t.refer,
      who: t.owned,
      quote: t.quote,
      weight: 'turn',
      files: [{ id: 'a', name: t.drawing, bytes: 2_100_000, href: '/kit' }],
    },
    { id: '3', at: '2022-04-24T01:30:00Z', text: t.end, who: t.owned, weight: 'end' },
  ]
  return (
    <Frame>
      <PageHead
        title={t.title}
        lead={t.lead}
        crumbs={[{ label: t.purpose, href: '/kit' }, { label: 'JX-0023-6' }]}
        actions={
          <>
            <LinkButton icon="export" href="/kit">
              CSV
            </LinkButton>
            <Button kind="primary" icon="plus" onClick={() => setAsking(true)}>
              {t.assign}
            </Button>
          </>
        }
      />
      <ViewTabs
        label={t.title}
        views={[
          { label: t.title, href: '/kit', count: 56, isCurrent: true },
          { label: t.due, href: '/kit?late=1', count: 5, isLate: true },
          { label: t.solved, href: '/kit?done=1', count: 1062 },
        ]}
      />
      <FilterBar onClear={() => setCategory('')}>
        <SearchBox value="" onChange={() => undefined} placeholder={t.find} />
        <FilterSelect
          label={t.category}
          value={category}
          onChange={setCategory}
          options={[
            { value: 'supply', label: t.supply },
            { value: 'labour', label: t.labour },
          ]}
        />
        <FilterSelect label={t.county} value="" onChange={() => undefined} options={[]} />
        <FilterToggle label={t.mine} checked={isMine} onChange={setMine} />
      </FilterBar>
      <Table
        caption={t.title}
        columns={columns}
        rows={rows}
        idOf={row => row.id}
        nameOf={row => row.id}
        sort={sort}
        onSort={setSort}
        selection={{
          selected,
          onChange: setSelected,
          batch: (
            <Button kind="plain" onClick={() => setAsking(true)}>
              {t.assign}
            </Button>
          ),
        }}
        foot={<MoreRows shown={4} total={56} hasMore onMore={() => undefined} keys />}
      />
      {isAsking && (
        <FormDialog
          title={t.assign}
          verb={t.assign}
          refresh={[]}
          input={() => office?.value}
          call={async to => to}
          onClose={() => setAsking(false)}
        >
          {({ missing }) => (
            <>
              <ComboBox
                name="office"
                label={t.office}
                value={office}
                onChange={setOffice}
                error={missing ? t.office : undefined}
                find={async () => [
                  { value: '1', label: t.owned, hint: 'JX' },
                  { value: '2', label: t.place, hint: '3304' },
                ]}
              />
              <TextArea name="reason" label={t.words} value={reason} onChange={setReason} rows={2} />
            </>
          )}
        </FormDialog>
      )}
      <Group title={t.next} note={t.due} />
      <Columns
        sideLabel={t.owner}
        side={
          <Panel title={t.owner} aside={t.source} flush>
            <List
              items={[
                { id: '1', title: t.place, badge: <Status kind="overdue">{t.late}</Status>, text: t.duty },
                { id: '2', title: t.owner, badge: <Status kind="done">{t.solved}</Status>, text: t.nearest },
              ]}
            />
          </Panel>
        }
      >
        <Panel flush>
          <Duties
            duties={[
              {
                id: '1',
                when: <Status kind="overdue">{t.late}</Status>,
                title: t.summary,
                href: '/kit',
                text: t.duty,
                action: <Button kind="primary">{t.next}</Button>,
              },
              {
                id: '2',
                when: <Status kind="decide">{t.decide}</Status>,
                title: t.firm,
                href: '/kit',
                text: t.duty,
                action: <Button>{t.all}</Button>,
              },
              {
                id: '3',
                when: <DueChip dueAt="2022-05-07T09:30:00Z" startedAt="2022-05-03T09:30:00Z" />,
                title: t.firm,
                href: '/kit',
                text: t.nearest,
              },
            ]}
          />
        </Panel>
      </Columns>
      <Group title={t.firm} />
      <Steps
        steps={[
          { label: t.collected, at: '2022-04-20T01:12:00Z', state: 'past' },
          { label: t.referred, at: '2022-04-20T01:14:00Z', state: 'past' },
          { label: t.solved, at: '2022-04-23T02:10:00Z', state: 'now' },
          { label: t.confirmed, state: 'ahead' },
        ]}
      />
      <MatterColumns
        facts={
          <Panel title={t.category} aside={<Link href="/kit">{t.all}</Link>}>
            <FactList
              facts={[
                [t.owner, t.owned],
                [t.category, t.supply],
                [t.due, <DueChip key="due" dueAt={now} />],
                [t.title, <Tag key="tag">12345</Tag>],
              ]}
            />
            <Watermark viewer={t.person}>
              <FactList
                facts={[
                  [
                    t.phone,
                    <Masked
                      key="phone"
                      label={t.phone}
                      masked="100-****-0021"
                      reveal={async () => '100-0000-0021'}
                    />,
                  ],
                ]}
              />
            </Watermark>
          </Panel>
        }
      >
        <Tabs
          label={t.title}
          tabs={[
            {
              id: 'story',
              label: t.story,
              count: 11,
              content: (
                <Panel>
                  <Story label={t.story} entries={entries} />
                </Panel>
              ),
            },
            { id: 'files', label: t.photos, count: 5, content: <Panel>{t.photos}</Panel> },
          ]}
        />
      </MatterColumns>
      <Group title={t.source} />
      <div className="stack">
        <p className="row">
          <Status kind="overdue">{t.late}</Status>
          <Status kind="due">{t.due}</Status>
          <Status kind="done">{t.solved}</Status>
          <Status kind="decide">{t.decide}</Status>
          <Status kind="info">{t.returned}</Status>
          <Stars count={4} />
        </p>
        <p className="row">
          <Button kind="danger">{t.delete}</Button>
          <Button kind="plain">{t.cancel}</Button>
          <Button pending>{t.send}</Button>
          <Button disabledBecause={t.why}>{t.apply}</Button>
        </p>
        <div>
          <Notice kind="done" live actions={<Button kind="plain">{t.undo}</Button>}>
            {t.done}
          </Notice>
          <Notice kind="due">{t.why}</Notice>
          <Notice kind="overdue" title={t.late}>
            {t.duty}
          </Notice>
        </div>
        <Figures
          figures={[
            { label: t.collected, value: 162, source: t.source },
            { label: t.solved, value: 106, source: t.source },
            { label: t.late, value: 5, source: t.source, isAlarm: true },
            { label: t.staff, value: 65370, source: t.source },
          ]}
        />
        <div className="charts">
          <div className="panel">
            <Bars
              finding={t.barsSay}
              source={t.source}
              data={[
                { label: t.supply, value: 54 },
                { label: t.labour, value: 31 },
                { label: t.road, value: 12, isAlarm: true },
              ]}
            />
          </div>
          <div className="panel">
            <Line
              finding={t.lineSays}
              source={t.source}
              data={[92, 88, 79, 75, 70, 61, 56].map((value, index) => ({ label: `5.${index + 1}`, value }))}
            />
          </div>
        </div>
        <KitMap />
        <div className="states">
          <Panel>
            <Empty title={t.nothingLate} actions={<Button>{t.all}</Button>}>
              {t.nearest}
            </Empty>
          </Panel>
          <Panel>
            <Loading what={t.title} />
          </Panel>
          <Panel>
            <ErrorState incident="E-7F2C" onRetry={() => undefined} />
          </Panel>
          <Panel>
            <Offline asOf={now} />
          </Panel>
          <Panel>
            <Forbidden />
          </Panel>
          <Panel>
            <Conflict onSee={() => undefined} onDiscard={() => undefined} />
          </Panel>
          <Panel>
            <NotFound />
          </Panel>
        </div>
      </div>
      <ActionBar label={t.next}>
        <Button kind="primary">{t.next}</Button>
        <Button>{t.assign}</Button>
        <Button disabledBecause={t.why}>{t.apply}</Button>
      </ActionBar>
    </Frame>
  )
}

function KitMap() {
  const t = useTexts(kitTexts)
  const [counties, setCounties] = useState<Counties>()
  const [chosen, setChosen] = useState('330482')
  useEffect(() => {
    void import('../../region/data/zhejiang-schematic.topojson?url').then(async file => {
      setCounties((await (await fetch(file.default)).json()) as Counties)
    })
  }, [])
  if (!counties) return <Loading what={t.mapSays} />
  const values = counties.objects.counties.geometries.map(({ properties }, index) => ({
    code: String((properties as { adcode: number }).adcode),
    name: (properties as { name: string }).name,
    value: (index * 7) % 23,
  }))
  return (
    <DivisionMap
      counties={counties}
      values={values}
      label={t.mapSays}
      legend={t.mapSays}
      chosen={chosen}
      onChoose={setChosen}
    />
  )
}

function PublicParts() {
  const t = useTexts(kitTexts)
  const [what, setWhat] = useState('parts')
  const [words, setWords] = useState('')
  const [name, setName] = useState('')
  const [day, setDay] = useState('2022-05-04')
  const [rating, setRating] = useState<number | undefined>(4)
  const [agrees, setAgrees] = useState(true)
  const [county, setCounty] = useState('')
  return (
    <PublicPage purpose={t.purpose} foot={<p>{t.foot}</p>} demo={t.lead}>
      <StepHead at={1} of={3} onBack={() => undefined} />
      <ErrorSummary errors={[{ name: 'name', message: t.nameError }]} />
      <h1>{t.question}</h1>
      <p className="lead">{t.questionHint}</p>
      <form onSubmit={event => event.preventDefault()}>
        <RadioCards
          name="what"
          label={t.category}
          value={what}
          onChange={setWhat}
          options={[
            { value: 'parts', label: t.parts, hint: t.partsHint },
            { value: 'road', label: t.road, hint: t.roadHint },
          ]}
        />
        <TextArea
          name="words"
          label={t.words}
          hint={t.wordsHint}
          value={words}
          onChange={setWords}
          isOptional
        />
        <TextField
          name="name"
          label={t.name}
          value={name}
          onChange={setName}
          error={t.nameError}
          autoComplete="name"
        />
        <Select
          name="county"
          label={t.county}
          value={county}
          onChange={setCounty}
          options={[{ value: '3304', label: t.place }]}
        />
        <DateField name="day" label={t.day} value={day} onChange={setDay} />
        <FilePicker
          name="photos"
          label={t.photos}
          multiple
          most={20_000_000}
          send={async file => ({ id: file.name, name: file.name })}
          onChange={() => undefined}
          isOptional
        />
        <Rating name="rating" label={t.satisfied} value={rating} onChange={setRating} />
        <Checkbox name="agree" label={t.agree} checked={agrees} onChange={setAgrees} />
        <Button type="submit" kind="primary" big wide>
          {t.send}
        </Button>
      </form>
    </PublicPage>
  )
}
