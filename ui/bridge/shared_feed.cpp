#include "ui/bridge/shared_feed.h"

namespace skein::ui {

SharedFeed::SharedFeed(RunFeed& feed, QObject* parent) : RunFeed(parent), m_feed(feed) {
    connect(&feed, &RunFeed::delta, this, &RunFeed::delta);
    connect(&feed, &RunFeed::taskReady, this, &RunFeed::taskReady);
    connect(&feed, &RunFeed::conflictReady, this, &RunFeed::conflictReady);
    connect(&feed, &RunFeed::costsReady, this, &RunFeed::costsReady);
    connect(&feed, &RunFeed::consequencesReady, this, &RunFeed::consequencesReady);
    connect(&feed, &RunFeed::commandDone, this, &RunFeed::commandDone);
    connect(&feed, &RunFeed::lost, this, &RunFeed::lost);
    connect(&feed, &RunFeed::progress, this, &RunFeed::progress);
}

}  // namespace skein::ui
