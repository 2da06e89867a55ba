package hooks

import (
	"regexp"
	"strings"

	"onestop/hooks/rules/flow"
)

// sentence is one thing said in both languages. {facts} stand for what the case holds: its
// number and its days, never the name of a person, a document number or a reason, because
// e-mail and SMS are read by whoever holds the telephone; the inbox says which service it is. A sentence is left out where a fact that
// it names is not known.
type sentence struct{ zh, en string }

// words are what an act tells the applicant and the officers of the case, or the owner of a
// claim (officers) and the supervisors who review it (overseers).
type words struct{ applicant, officers, overseers []sentence }

// actWords are the words of the acts by subject. An act without an entry concerns neither
// enough to disturb anyone: it leads to another one that does.
var actWords = map[string]map[flow.Act]words{
	"application": {
		"submit": {applicant: []sentence{{"办件{number}已收件。", "Case {number} was received."}, answerDue}},
		"supply": {applicant: []sentence{{"办件{number}的补正材料已收到。", "The corrections of case {number} were received."}, answerDue},
			officers: []sentence{{"办件{number}：申请人已提交补正材料。", "Case {number}: the applicant handed in the corrections."}, answerDue}},
		"request_correction": {applicant: []sentence{{"办件{number}的材料需要补正，请查看一次性告知书。", "Case {number} needs corrections; the notice names all of them."}}},
		"accept": {applicant: []sentence{{"办件{number}已受理。", "Case {number} was accepted."}, promised,
			{"容缺材料请于{deferred_due}前补交。", "Hand in the deferred materials by {deferred_due}."}}},
		"deem_accepted": {applicant: []sentence{{"办件{number}逾期未告知，依法自{until}起视为受理。", "Nobody answered in time: by law case {number} counts as accepted since {until}."}, promised, stillMissing},
			officers: []sentence{{"办件{number}逾期未告知，依法视为受理。", "Nobody answered case {number} in time: by law it counts as accepted."}, stillMissing}},
		"reject":   {applicant: []sentence{{"办件{number}不予受理，理由和救济途径见通知书。", "Case {number} was not accepted; the notice gives the reason and the remedies."}}},
		"withdraw": {applicant: []sentence{{"办件{number}已按申请人的要求撤回。", "Case {number} was withdrawn as the applicant asked."}}, officers: []sentence{{"办件{number}：申请人已撤回申请。", "Case {number}: the applicant withdrew the application."}}},
		"pause":    {applicant: []sentence{{"办件{number}的办理期限已中止，中止至{until}。", "The clock of case {number} stands still until {until}."}}},
		"resume":   {applicant: []sentence{{"办件{number}已恢复计时。", "The clock of case {number} runs again."}, promised}},
		"extend": {applicant: []sentence{{"办件{number}的办理期限已延长，理由见告知书。", "The limit of case {number} was extended; the notice gives the reason."},
			{"法定办结日期：{statutory_due}。", "Legal limit: {statutory_due}."}}},
		"supplement":      {officers: []sentence{{"办件{number}：申请人已补交材料。", "Case {number}: the applicant handed in the materials that were to follow."}}},
		"offer_hearing":   {applicant: []sentence{{"办件{number}：您有权要求听证，请于{until}前提出。", "Case {number}: you may ask for a hearing until {until}."}}},
		"request_hearing": {officers: []sentence{{"办件{number}：申请人要求听证，请于{until}前组织。", "Case {number}: the applicant asks for a hearing; hold it by {until}."}}},
		"grant": {applicant: []sentence{{"办件{number}已作出准予决定。", "Case {number} was granted."},
			{"结果最迟于{delivery_due}送达。", "The result is delivered by {delivery_due}."}}},
		"refuse":    {applicant: []sentence{{"办件{number}已作出不予许可决定，理由和救济途径见决定书。", "Case {number} was refused; the decision gives the reasons and the remedies."}}},
		"deliver":   {applicant: []sentence{{"办件{number}已送达办结。", "Case {number} was delivered and closed."}}},
		"terminate": {applicant: []sentence{{"办件{number}已终止办理，原因见通知书。", "Case {number} was terminated; the notice gives the reason."}}},
	},
	"result": {
		"request_renewal": {officers: []sentence{{"办件{number}的结果：申请延续，请于{valid_to}前决定，逾期视为准予延续。", "The result of case {number}: renewal was asked for; silence until {valid_to} renews it."}}},
		"renew":           {applicant: []sentence{{"办件{number}的结果已准予延续，有效期至{valid_to}。", "The result of case {number} was renewed until {valid_to}."}}},
		"refuse_renewal":  {applicant: []sentence{{"办件{number}的结果不予延续。", "The renewal of the result of case {number} was refused."}}},
		"revoke":          {applicant: []sentence{{"办件{number}的结果已被撤销。", "The result of case {number} was revoked."}}},
		"withdraw":        {applicant: []sentence{{"办件{number}的结果已被撤回。", "The result of case {number} was withdrawn in the public interest."}}},
		"cancel":          {applicant: []sentence{{"办件{number}的结果已注销。", "The result of case {number} was cancelled."}}},
	},
	"problem": {
		"report": {overseers: []sentence{{"收到新的堵点{number}，请交办。", "Problem {number} was reported; please assign it."}}},
		"assign": {applicant: []sentence{{"您反映的{number}已交办，正在整改。", "What you reported as {number} was handed to a department and is being solved."}},
			officers: []sentence{{"堵点{number}由贵部门牵头整改。", "Problem {number}: your department leads its solution."}, problemDue}},
		"answer": {applicant: []sentence{{"您反映的{number}有新的答复。", "There is an answer to what you reported as {number}."}}},
		"solve": {overseers: []sentence{{"堵点{number}已提交整改结果，待验收。", "Problem {number} was handed in as solved and waits to be verified."}},
			applicant: []sentence{{"您反映的{number}已提交整改结果，待验收；如已解决，您也可以确认。", "What you reported as {number} was handed in as solved; if it is, you may say so."}}},
		"verify": {applicant: []sentence{{"您反映的{number}已疏解，请查看答复。", "What you reported as {number} counts as solved; read the answer."}},
			officers: []sentence{{"堵点{number}已验收通过。", "Problem {number} was verified as solved."}}},
		"confirm": {officers: []sentence{{"堵点{number}：反映人确认已解决。", "Problem {number}: the reporter says it is really fixed."}}},
		"reopen": {overseers: []sentence{{"堵点{number}：没有真正解决，已退回整改。", "Problem {number} is not really fixed and is worked on again."}},
			officers: []sentence{{"堵点{number}：没有真正解决，请继续整改。", "Problem {number} is not really fixed; go on with it."}, problemDue}},
		"return": {officers: []sentence{{"堵点{number}的整改结果被退回，请继续整改。", "Problem {number}: the solution was returned; go on with it."}, problemDue}},
		"reject": {applicant: []sentence{{"您反映的{number}不予办理，理由请查看详情。", "What you reported as {number} is not taken up; look there for the reason."}}},
		"merge":  {applicant: []sentence{{"您反映的{number}已并入同一堵点，一并答复。", "What you reported as {number} was merged into the same problem; you get its answer."}}},
	},
	"claim": {
		"decline":        {overseers: []sentence{{"事项“{name}”申请不认领，请确认。", "{name}: the department asks not to claim it; please confirm."}}},
		"reject_decline": {officers: []sentence{{"事项“{name}”的不认领申请被驳回，请认领。", "{name}: claim it; the request not to was sent back."}, claimDue}},
		"submit":         {overseers: []sentence{{"事项“{name}”的实施清单待审核。", "{name}: the list waits for review."}}},
		"return":         {officers: []sentence{{"事项“{name}”的实施清单被驳回，请修改。", "{name}: the list was returned; please mend it."}, claimDue}},
		"approve":        {overseers: []sentence{{"事项“{name}”的实施清单已审核通过，待发布。", "{name}: the list was approved and waits to be published."}}},
		"publish":        {officers: []sentence{{"事项“{name}”的实施清单已发布。", "{name}: the list was published."}}},
		"suspend":        {officers: []sentence{{"事项“{name}”已暂停至{until}。", "{name}: suspended until {until}."}}},
		"reopen":         {officers: []sentence{{"事项“{name}”已恢复。", "{name}: reopened."}}},
		"cancel":         {officers: []sentence{{"事项“{name}”已取消。", "{name}: cancelled."}}},
	},
	"rating": {
		"rectify":  {applicant: []sentence{{"您对办件{number}的评价已处理并答复。", "Your rating of case {number} was looked into and answered."}}},
		"settle":   {applicant: []sentence{{"您对办件{number}的评价已复核并答复。", "Your rating of case {number} was reviewed and answered."}}},
		"dispute":  {overseers: []sentence{{"一件不满意评价被申诉，请复核。", "A bad rating was disputed; please review it."}}},
		"dismiss":  {officers: []sentence{{"一件评价的申诉被驳回，请继续整改。", "The dispute of a rating was dismissed; go on with the rectification."}, rectifyBy}},
		"reassign": {officers: badRatingWords},
	},
	"campaign": campaignWords,
	"task":     taskWords,
}

// manyWords are the words for many claims at once, by kind, with the filter of the page that
// lists them.
var manyWords = map[string]struct {
	filter string
	says   []sentence
}{
	"claim_decline":        {"?state=declining", []sentence{{"{count}个事项申请不认领，请确认。", "{count} items: the departments ask not to claim them; please confirm."}}},
	"claim_reject_decline": {"?state=to_claim", []sentence{{"{count}个事项的不认领申请被驳回，请认领。", "{count} items: claim them; the requests not to were sent back."}, claimDue}},
	"claim_submit":         {"?state=in_review", []sentence{{"{count}份实施清单待审核。", "{count} lists wait for review."}}},
	"claim_return":         {"?state=compiling", []sentence{{"{count}份实施清单被驳回，请修改。", "{count} lists were returned; please mend them."}, claimDue}},
	"claim_approve":        {"?state=approved", []sentence{{"{count}份实施清单已审核通过，待发布。", "{count} lists were approved and wait to be published."}}},
	"claim_publish":        {"?state=published", []sentence{{"{count}份实施清单已发布。", "{count} lists were published."}}},
	"claim_suspend":        {"?state=suspended", []sentence{{"{count}个事项已暂停至{until}。", "{count} items: suspended until {until}."}}},
	"claim_reopen":         {"", []sentence{{"{count}个事项已恢复。", "{count} items: reopened."}}},
	"claim_cancel":         {"?state=cancelled", []sentence{{"{count}个事项已取消。", "{count} items: cancelled."}}},
	"claim_follow":         {"?follow=1", []sentence{{"基本目录有变化，{count}份实施清单须跟进修订，最早的期限：{due}。", "The basic catalogue changed: {count} lists must follow it, the first by {due}."}}},
	"claim_ends":           {"?follow=1", []sentence{{"基本目录取消{count}个事项，最早{due}起不再受理，已受理的继续办完。", "The basic catalogue cancels {count} items, the first from {due}; what runs is finished."}}},
}

var (
	followWords = []sentence{{"事项“{name}”的基本目录有变化，请修订实施清单。", "{name}: the basic catalogue changed; revise the list."}, claimDue}
	endsWords   = []sentence{{"基本目录取消事项“{name}”，{due}起不再受理，已受理的继续办完。", "{name}: the basic catalogue cancels the item; from {due} nothing new is taken, what runs is finished."}}

	contactBy = sentence{"请于{contact_due}前首次回访。", "Call back by {contact_due}."}
	rectifyBy = sentence{"整改期限：{rectify_due}。", "Rectify by {rectify_due}."}

	claimDue              = sentence{"期限：{due}。", "Due by {due}."}
	problemDue            = sentence{"期限：{due}。", "Due by {due}."}
	problemDueWords       = []sentence{{"堵点{number}即将到期。", "Problem {number} is due soon."}, problemDue}
	problemLateWords      = []sentence{{"堵点{number}已超过期限{due}，尚未提交整改结果。", "Problem {number} was due {due} and is not solved."}}
	problemGivenBackWords = words{overseers: []sentence{{"堵点{number}被部门退回，请改派。", "Problem {number} was given back by its department; hand it to another one."}}}
	problemCheckWords     = words{
		applicant: []sentence{{"您反映的{number}是否真正解决？请打开查看并告诉我们。", "Is what you reported as {number} really fixed? Open it and tell us."}},
		officers:  []sentence{{"堵点{number}的反映人没有账户，请电话回访是否真正解决。", "The reporter of problem {number} has no account; call and ask whether it is really fixed."}},
	}

	answerDue = sentence{"是否受理最迟于{notice_due}告知。", "Whether it is accepted is told by {notice_due}."}
	promised  = sentence{"承诺办结日期：{promised_due}。", "Promised by {promised_due}."}

	stillMissing = sentence{"仍缺{missing}项材料，收齐前不能作出准予决定，请尽快补交。", "{missing} material(s) are still missing; nothing is granted before they are handed in."}

	messageWords = words{
		applicant: []sentence{{"办件{number}有工作人员的新留言。", "Case {number} has a new message from an officer."}},
		officers:  []sentence{{"办件{number}有申请人的新留言。", "Case {number} has a new message from the applicant."}},
	}
	assignedWords    = []sentence{{"办件{number}的环节“{step}”由您办理。", "Step “{step}” of case {number} is yours."}, {"环节期限：{step_due}。", "Due {step_due}."}}
	renewalWords     = []sentence{{"办件{number}的结果有效期至{valid_to}，需要延续的请于{renew_by}前申请。", "The result of case {number} is valid until {valid_to}; ask for renewal by {renew_by}."}}
	uninspectedWords = []sentence{{"办件{number}须在{inspection_due}前指派两名以上人员检验，逾期未指派。", "Two or more inspectors were to be sent for case {number} by {inspection_due}; nobody was."}}
	badRatingWords   = []sentence{{"一件不满意评价由您负责回访整改。", "A bad rating is yours to call back and to mend."}, contactBy, rectifyBy}
	lateContactWords = []sentence{{"一件不满意评价应于{contact_due}前回访，逾期未回访。", "A bad rating was to be called back by {contact_due}; nobody did."}}
	lateRectifyWords = []sentence{{"一件不满意评价应于{rectify_due}前整改，逾期未完成。", "A bad rating was to be rectified by {rectify_due}; it is not."}}
	rateWords        = []sentence{{"办件{number}已办结，欢迎评价，自愿参加。", "Case {number} is finished; you may rate it if you wish."}}
	urgedWords       = []sentence{{"办件{number}被督办，请抓紧办理，说明见办件记录。", "Case {number} is urged by the supervisors; please bring it on. Their words stand in its history."}, {"到期日：{due}。", "Due {due}."}}
	lateWords        = []sentence{{"办件{number}的环节“{step}”已超过期限{step_due}。", "Step “{step}” of case {number} was due {step_due} and is late."}}
)

var factNames = regexp.MustCompile(`\{(\w+)\}`)

// compose says the sentences with the facts: Chinese first, English on the line below.
func compose(says []sentence, facts map[string]string) string {
	var zh, en []string
	for _, s := range says {
		if known(s.zh, facts) && known(s.en, facts) {
			zh, en = append(zh, filled(s.zh, facts)), append(en, filled(s.en, facts))
		}
	}
	return strings.Join(zh, "") + "\n" + strings.Join(en, " ")
}

func known(text string, facts map[string]string) bool {
	for _, m := range factNames.FindAllStringSubmatch(text, -1) {
		if facts[m[1]] == "" {
			return false
		}
	}
	return true
}

func filled(text string, facts map[string]string) string {
	return factNames.ReplaceAllStringFunc(text, func(m string) string { return facts[m[1:len(m)-1]] })
}
