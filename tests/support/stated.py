"""A record that uses all that a record can say of a briefing that was held."""

EVERYTHING = """
briefing:
  key: everything
  title: {en: A briefing that states everything, fr: Une séance qui dit tout}
  source: https://migrationnetwork.un.org/x
  held_on: {date: 2020-10-19, start: '15:00', end: '18:00', time_zone: Europe/Zurich}
  mode: virtual
  also_at: [New York]
  webcast: https://example.org/webcast
  languages: [en, fr, es]
  speakers:
    - {office: Resident Coordinator, country: MKD}
  agenda:
    - {key: a, title: {en: Regional reviews, fr: Examens régionaux, es: Exámenes regionales}, speaker: ohchr}
  interventions:
    - {by_country: KEN, capacity: champion country, item: a, points: [x]}
    - {by: IOM, figure: {mptf: {value: 12000000, currency: USD}}}
  attendance: {at_least: 150, in_person: 20, online: 130}
  documents:
    - {key: d, title: x, language: en, kind: slides, symbol: A/75/542, date: 2020-12-01, translation_of: e}
    - {key: e, title: y, language: fr}
  issues_raised:
    - {key: i, topic: x, text: y, raised_by: KEN, answer: z, owner: IOM, due: 2021-01}
  outcomes:
    - {key: a, kind: champion_accepted, country: EGY, source: note verbale, by: president}
    - {key: b, kind: network_established, network: KEN}
    - {key: c, kind: regional_review_planned, region: africa, from: 2021-07-12, to: 2021-07-13}
    - {key: d, kind: mptf_programmes_approved, count: 6, amount: 12000000, currency: USD}
    - {key: e, kind: workplan_adopted, period: 2021-2022}
    - {key: f, kind: feedback_invited, where: website, until: 2021-07-31}
    - {key: g, kind: guidance_published, item: x, link: 'https://example.org/guidance'}
    - {key: h, kind: briefings_planned, date: 2021-09}
    - {key: j, kind: working_group_established, lead: [OHCHR, ACT]}
    - {key: k, kind: total_stated, of: champion_countries, total: 23}
    - {key: l, kind: secondment_acknowledged, agency: WHO, post: P-4, since: 2021-01}
    - {key: m, kind: agreed, text: y, owner: IOM, due: 2021-01, follow_up: {state: done, evidence: z}}
""".encode()
