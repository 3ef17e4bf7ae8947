import { text } from '#platform/texts'

type Taken = { free: number; holders: string }
/** Why needs, offers and reservations were refused, and what to do. */
export const refusalTexts = text({
  'days-over': '日期不对：请填写尚未过去、先后相符的日期。',
  'offer-over': '这条供给已撤回、到期或日期不合。请另选一条。',
  'offer-unfit': '供给与需求的种类不同。请另选一条。',
  'need-covered': (p: { left: number }) => `这项需求只差 ${p.left}。请减少数量，或先释放已预留的。`,
  'offer-taken': (p: Taken) =>
    `这条供给只剩 ${p.free}，其余已由${p.holders}预留或确认。请减少数量，或另选一条。`,
  'offer-held': (p: { taken: number; holders: string }) =>
    `其中 ${p.taken} 已由${p.holders}预留或确认，不能少于这个数量。请先与对方商量释放。`,
  'hold-over': '预留已到期，数量已放回。请重新预留。',
  'needs-why': '请写明原因。',
  'delivery-there': (p: { delivered: number }) => `到位数量已登记为 ${p.delivered}。`,
  'more-than-confirmed': (p: { confirmed: number }) => `确认的只有 ${p.confirmed}。请核对到位数量。`,
  'holds-open': '还有预留或未到位的数量。请先释放或登记到位。',
  'delivery-open': '还有已确认、未登记到位的数量。请先登记到位。',
})({
  'days-over': 'Check the dates: they must lie ahead, and the last must not come before the first.',
  'offer-over': 'This offer was withdrawn, is over, or its days don’t fit. Choose another.',
  'offer-unfit': 'The offer is of another kind than the need. Choose another.',
  'need-covered': p => `Only ${p.left} are still missing. Take fewer, or release a reservation first.`,
  'offer-taken': p =>
    `Only ${p.free} are left of this offer; ${p.holders} holds the rest. Take fewer, or choose another.`,
  'offer-held': p =>
    `${p.holders} holds ${p.taken} of this offer, so it can’t go below that. Agree on a release first.`,
  'hold-over': 'The hold ran out and its quantity went back. Reserve again.',
  'needs-why': 'Give a reason.',
  'delivery-there': p => `The delivery was recorded already: ${p.delivered}.`,
  'more-than-confirmed': p => `Only ${p.confirmed} were confirmed. Check how many came.`,
  'holds-open': 'Something is still reserved or to come. Release it, or record what came, first.',
  'delivery-open': 'Some of what was confirmed has no record of what came. Record it first.',
})

type Told = { number: string; title: string }
export const noticeTexts = text({
  'new-need': (p: Told) => `企业登记了需求${p.number}，请选择供给并预留。`,
  'new-offer': '企业登记了一条供给，见“供需对接”。',
  reserved: (p: Told) => `${p.number}预留了您单位登记的供给，请确认或谢绝。`,
  'reservation-confirmed': (p: Told) => `${p.number}的预留已由供给方确认。`,
  'reservation-declined': (p: Told) => `${p.number}的预留被供给方谢绝，请另选。`,
  'reservation-released': (p: Told) => `${p.number}的预留已释放。`,
})({
  'new-need': p => `An enterprise entered need ${p.number}: choose offers and reserve.`,
  'new-offer': 'An enterprise entered an offer; see needs and offers.',
  reserved: p => `${p.number} reserved an offer that your office keeps: confirm or decline.`,
  'reservation-confirmed': p => `The offering side confirmed the reservation of ${p.number}.`,
  'reservation-declined': p => `The offering side declined the reservation of ${p.number}: choose another.`,
  'reservation-released': p => `A reservation of ${p.number} was released.`,
})

/** The words of a need: statuses, actions, next steps. */
export const needTexts = text({
  'status.open': '待对接',
  'status.partly': '部分落实',
  'status.met': '已落实',
  'status.closed': '已办结',
  'status.withdrawn': '已撤回',
  'status.unmet': '未能落实',
  'next.reserve': '选择供给并预留',
  'next.deliver': '登记到位数量',
  'next.close': '办结',
  'action.need': '登记需求',
  'action.reserve': '预留',
  'action.confirmReservation': '供给方确认',
  'action.declineReservation': '供给方谢绝',
  'action.releaseReservation': '释放预留',
  'action.deliver': '登记到位',
  'action.close': '办结',
  'action.withdraw': '撤回需求',
  'action.giveUp': '未能落实',
  'field.note': '说明',
  'field.reason': '原因',
  'clock.meet': '需要日期',
})({
  'status.open': 'Open',
  'status.partly': 'Partly met',
  'status.met': 'Met',
  'status.closed': 'Closed',
  'status.withdrawn': 'Withdrawn',
  'status.unmet': 'Not met',
  'next.reserve': 'Choose offers and reserve',
  'next.deliver': 'Record what came',
  'next.close': 'Close it',
  'action.need': 'Need entered',
  'action.reserve': 'Reserve',
  'action.confirmReservation': 'Confirmed by the offering side',
  'action.declineReservation': 'Declined by the offering side',
  'action.releaseReservation': 'Reservation released',
  'action.deliver': 'Delivery recorded',
  'action.close': 'Close',
  'action.withdraw': 'Withdraw the need',
  'action.giveUp': 'Could not be met',
  'field.note': 'Note',
  'field.reason': 'Reason',
  'clock.meet': 'Needed by',
})
