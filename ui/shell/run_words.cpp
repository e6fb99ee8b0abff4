#include "ui/shell/run_words.h"

#include "ui/common/formats.h"

namespace skein::ui {

namespace {
QString tr(const char* text) { return QCoreApplication::translate("RunWords", text); }
QString trn(const char* text, int n) { return QCoreApplication::translate("RunWords", text, nullptr, n); }
}  // namespace

QString runWord(RunPhase phase) {
    switch (phase) {
        case RunPhase::None: return tr("No run");
        case RunPhase::Opening: return tr("Starting");
        case RunPhase::Running: return tr("Running");
        case RunPhase::Held: return tr("Held");
        case RunPhase::HeldByBudget: return tr("Held: budget");
        case RunPhase::HeldByDisk: return tr("Held: disk full");
        case RunPhase::Stopping: return tr("Stopping");
        case RunPhase::Done: return tr("Done");
        case RunPhase::Failed: return tr("Failed");
        case RunPhase::Blocked: return tr("Needs you");
        case RunPhase::Stopped: return tr("Stopped");
    }
    return {};
}

Status runGlyph(RunPhase phase) {
    switch (phase) {
        case RunPhase::None: return Status::Unknown;
        case RunPhase::Opening: return Status::Ready;
        case RunPhase::Running: return Status::Running;
        case RunPhase::Held:
        case RunPhase::HeldByBudget:
        case RunPhase::HeldByDisk: return Status::Held;
        case RunPhase::Stopping:
        case RunPhase::Stopped: return Status::Cancelled;
        case RunPhase::Done: return Status::Done;
        case RunPhase::Failed: return Status::Failed;
        case RunPhase::Blocked: return Status::NeedsYou;
    }
    return Status::Unknown;
}

bool isActive(RunPhase phase) {
    return phase == RunPhase::Opening || phase == RunPhase::Running || phase == RunPhase::Stopping;
}

QString runSentence(const RunSummary& s) {
    switch (s.phase) {
        case RunPhase::None: return tr("No run in this window.");
        case RunPhase::Opening: return tr("Reading the sources and planning the tasks.");
        case RunPhase::Running:
            return s.conflictsOpen > 0
                       ? trn("The swarm is working; %n conflict(s) already need{s} your decision.", s.conflictsOpen)
                       : tr("The swarm is working. Closing this window does not stop it.");
        case RunPhase::Held: return tr("Held by you. Running attempts finish, no new ones start.");
        case RunPhase::HeldByBudget: return tr("The budget is used up. Raise it to go on.");
        case RunPhase::HeldByDisk: return tr("The disk is full. Make room, then resume.");
        case RunPhase::Stopping: return tr("Stopping: running attempts are being finished.");
        case RunPhase::Done: return s.hasDeliverable ? tr("Finished. The document is complete.") : tr("Finished.");
        case RunPhase::Failed:
            return trn("Finished with %n failed task(s).", s.counts[static_cast<std::size_t>(Status::Failed)]) +
                   (s.draft ? QLatin1Char(' ') + tr("The document is a draft.") : QString());
        case RunPhase::Blocked:
            return trn("Everything else is done; %n conflict(s) need{s} your decision.", s.conflictsOpen) +
                   (s.draft ? QLatin1Char(' ') + tr("The document is a draft until then.") : QString());
        case RunPhase::Stopped: return tr("Stopped by you. It can be resumed.");
    }
    return {};
}

}  // namespace skein::ui
