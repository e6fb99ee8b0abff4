#include "ui/common/status.h"

namespace skein::ui {

std::array<Status, statusCount> allStatuses() {
    std::array<Status, statusCount> all{};
    for (int i = 0; i < statusCount; ++i) all[static_cast<std::size_t>(i)] = static_cast<Status>(i);
    return all;
}

Tone toneOf(Status status) {
    switch (status) {
        case Status::NeedsYou: return Tone::You;
        case Status::Failed: return Tone::Fail;
        case Status::Running: return Tone::Run;
        case Status::Retrying:
        case Status::Backoff: return Tone::Attention;
        case Status::Done:
        case Status::Reused: return Tone::Ok;
        case Status::Ready:
        case Status::Waiting:
        case Status::Held:
        case Status::Cancelled:
        case Status::Skipped:
        case Status::Unknown: return Tone::Idle;
    }
    return Tone::Idle;
}

QString statusWord(Status status) {
    switch (status) {
        case Status::NeedsYou: return QCoreApplication::translate("Status", "Needs you");
        case Status::Failed: return QCoreApplication::translate("Status", "Failed");
        case Status::Running: return QCoreApplication::translate("Status", "Running");
        case Status::Retrying: return QCoreApplication::translate("Status", "Retrying");
        case Status::Backoff: return QCoreApplication::translate("Status", "Backing off");
        case Status::Ready: return QCoreApplication::translate("Status", "Ready");
        case Status::Waiting: return QCoreApplication::translate("Status", "Waiting");
        case Status::Held: return QCoreApplication::translate("Status", "Held");
        case Status::Done: return QCoreApplication::translate("Status", "Done");
        case Status::Reused: return QCoreApplication::translate("Status", "Reused");
        case Status::Cancelled: return QCoreApplication::translate("Status", "Cancelled");
        case Status::Skipped: return QCoreApplication::translate("Status", "Skipped");
        case Status::Unknown: return QCoreApplication::translate("Status", "Unknown");
    }
    return {};
}

bool isFinal(Status status) {
    return status == Status::Done || status == Status::Reused || status == Status::Failed ||
           status == Status::Cancelled || status == Status::Skipped;
}

}  // namespace skein::ui
