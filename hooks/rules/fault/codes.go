package fault

import (
	"maps"
	"slices"
)

// Code is the stable name of a refusal: <noun>_<reason>.
type Code string

// The declared codes. Programs outside are written against them: add, never rename.
const (
	StateMoved          Code = "state_moved"
	ActNotAllowed       Code = "act_not_allowed"
	RoleRequired        Code = "role_required"
	FieldReadonly       Code = "field_readonly"
	ReasonRequired      Code = "reason_required"
	CorrectionUsed      Code = "correction_used"
	MaterialsMissing    Code = "materials_missing"
	MaterialRejected    Code = "material_rejected"
	DeferralTooLong     Code = "deferral_too_long"
	ReviewsOpen         Code = "reviews_open"
	SameOfficer         Code = "same_officer"
	PauseGround         Code = "pause_ground"
	ExtensionUsed       Code = "extension_used"
	LimitPassed         Code = "limit_passed"
	ServiceNotOpen      Code = "service_not_open"
	CalendarUnpublished Code = "calendar_unpublished"
	CodeInvalid         Code = "code_invalid"
	ClaimNotLevel       Code = "claim_not_level"
	QualityFailed       Code = "quality_failed"
	PlanCycle           Code = "plan_cycle"
	PlanInfeasible      Code = "plan_infeasible"
	FileEmpty           Code = "file_empty"
	FileType            Code = "file_type"
	FileBroken          Code = "file_broken"
	FileBomb            Code = "file_bomb"
	FileEncrypted       Code = "file_encrypted"
	FileActive          Code = "file_active"
	FileIllegible       Code = "file_illegible"
	DuplicateUpload     Code = "duplicate_upload"
	AppendOnly          Code = "append_only"
	NumberInvalid       Code = "number_invalid"
	FileTooLarge        Code = "file_too_large"
	FormIncomplete      Code = "form_incomplete"
	QuotaExceeded       Code = "quota_exceeded"
	AccountExists       Code = "account_exists"

	// Added to the contract by this house.
	DateInvalid     Code = "date_invalid"     // a date that is not a real day, or before one it must follow
	RecordForeign   Code = "record_foreign"   // a relation to a record of another case, applicant or service
	GroundRequired  Code = "ground_required"  // an act that names a ground came without one of the listed
	ItemsInvalid    Code = "items_invalid"    // the list an act carries is not in the form it must have
	OptionInvalid   Code = "option_invalid"   // an option that the service does not offer, or two of one question
	BarInForce      Code = "bar_in_force"     // an applicant barred after false materials (R-AL-37)
	DueUnknown      Code = "due_unknown"      // a due date that no published calendar covers yet
	HearingDue      Code = "hearing_due"      // a decision before a hearing that was asked for was held
	TextInvalid     Code = "text_invalid"     // text with control characters or a broken encoding
	SchemaLocked    Code = "schema_locked"    // the schema belongs to migrations
	RequestReused   Code = "request_reused"   // a client's record id came again with another body or caller
	ValueInvalid    Code = "value_invalid"    // a value of another type than its field
	WorkbookInvalid Code = "workbook_invalid" // a workbook with problems, told cell by cell; nothing of it was imported
	ErasureBlocked  Code = "erasure_blocked"  // data that a running case still needs cannot be erased
	JourneyOrder    Code = "journey_order"    // a case of a life event handed in by itself or before what it waits for (R-PKG-03)
	FileInfected    Code = "file_infected"    // a file in which the virus scanner found something
	FileUnscanned   Code = "file_unscanned"   // the virus scanner is on and cannot be asked
	NotDelivered    Code = "not_delivered"    // a rating of a case that is not finished (R-EV-02)
	RatingExists    Code = "rating_exists"    // a second rating of one case (R-EV-02)
	SigninClosed    Code = "signin_closed"    // a sign-in at a meeting outside its hours, or at a cancelled one
	SigninWrong     Code = "signin_wrong"     // a sign-in code that is not the one on the screen
	MeetingHeld     Code = "meeting_held"     // a meeting at which people signed in is not moved, cancelled or deleted
	TextPersonal    Code = "text_personal"    // words for everybody that hold the number of a person
	TargetMissed    Code = "target_missed"    // a task whose measured figures do not reach its target
	TasksOpen       Code = "tasks_open"       // a task before its predecessors are finished (顺排工序)
	EvidenceMissing Code = "evidence_missing" // a problem, or a task that is not measured, finished without evidence (R-CLM-13)
	RecoveryWrong   Code = "recovery_wrong"   // a code that does not open the account of a number, whether there is one or not
	BackupRefused   Code = "backup_refused"   // a backup disk that cannot be used, or a backup that was not made
	AccountLocked   Code = "account_locked"   // too many failures to sign in, whether there is such an account or not
	StepRequired    Code = "step_required"    // the password was right; the answer names what is asked for next
	StepWrong       Code = "step_wrong"       // a code of the second step that is wrong, too old or was used
	PasswordWeak    Code = "password_weak"    // a password that is short, used by many or read off its holder
	DiskFull        Code = "disk_full"        // the disk of the server has no room; answered with 507
	DiskFailing     Code = "disk_failing"     // the disk of the server takes no writes; answered with 503
	Fenced          Code = "house_fenced"     // another machine has taken over from this one; answered with 503
	ReplicaAway     Code = "replica_away"     // the place of the replica cannot be reached, nothing was stored; answered with 503
	ReplicaBehind   Code = "replica_behind"   // stored here, not yet in the replica: the same request asks again; answered with 503
	StorageAway     Code = "storage_away"     // the object storage of the files does not answer; 503
	StorageFull     Code = "storage_full"     // it takes no more; 507
	StorageDenied   Code = "storage_denied"   // it does not accept the key; 503
	StorageGone     Code = "storage_gone"     // its bucket is not there; 503
	StorageSkewed   Code = "storage_skewed"   // its clock and the server's are too far apart; 503
	StorageRefused  Code = "storage_refused"  // another place for the files that cannot be taken
	ClockWrong      Code = "clock_wrong"      // the clock of the server is wrong, so that nothing can be dated
	FilterCostly    Code = "filter_costly"    // a question to a list that would read more than its asker may have read
	ServerBusy      Code = "server_busy"      // too much of a kind at once; nothing was done
	AlarmRefused    Code = "alarm_refused"    // an address that no alarm can be sent to
	ReopeningUsed   Code = "reopening_used"   // a reporter who sends a problem back a second time
)

var codes = map[Code]bool{
	StateMoved: true, ActNotAllowed: true, RoleRequired: true, FieldReadonly: true, ReasonRequired: true,
	CorrectionUsed: true, MaterialsMissing: true, MaterialRejected: true, DeferralTooLong: true, ReviewsOpen: true,
	SameOfficer: true, PauseGround: true, ExtensionUsed: true, LimitPassed: true, ServiceNotOpen: true,
	CalendarUnpublished: true, CodeInvalid: true, ClaimNotLevel: true, QualityFailed: true, PlanCycle: true,
	PlanInfeasible: true, FileEmpty: true, FileType: true, FileBroken: true, FileBomb: true, FileEncrypted: true,
	FileActive: true, FileIllegible: true, DuplicateUpload: true, AppendOnly: true, NumberInvalid: true,
	FileTooLarge: true, FormIncomplete: true, QuotaExceeded: true, AccountExists: true,
	DateInvalid: true, RecordForeign: true, GroundRequired: true, ItemsInvalid: true, OptionInvalid: true,
	BarInForce: true, DueUnknown: true, HearingDue: true, TextInvalid: true, SchemaLocked: true, RequestReused: true, ValueInvalid: true,
	ErasureBlocked: true, JourneyOrder: true, WorkbookInvalid: true,
	FileInfected: true, FileUnscanned: true,
	NotDelivered: true, RatingExists: true,
	SigninClosed: true, SigninWrong: true, MeetingHeld: true, TextPersonal: true,
	TargetMissed: true, TasksOpen: true, EvidenceMissing: true, ReopeningUsed: true, BackupRefused: true, AlarmRefused: true, RecoveryWrong: true,
	AccountLocked: true, StepRequired: true, StepWrong: true, PasswordWeak: true,
	DiskFull: true, DiskFailing: true, Fenced: true, ReplicaAway: true, ReplicaBehind: true, ClockWrong: true,
	StorageAway: true, StorageFull: true, StorageDenied: true, StorageGone: true, StorageSkewed: true, StorageRefused: true,
	FilterCostly: true, ServerBusy: true,
}

// Codes lists the declared codes in order, for the tests of words and pages.
func Codes() []Code { return slices.Sorted(maps.Keys(codes)) }
