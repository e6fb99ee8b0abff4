// The window as `skein` makes it, on a feed over real workspaces and the program that hosts them. Test equipment.
#pragma once

#include "tests/ui/ui_fixture.h"
#include "ui/bridge/workbench_feed.h"

namespace skein::ui {

struct LiveWindow {
    English english;
    Theme theme{QFontDatabase::systemFont(QFontDatabase::GeneralFont)};
    /// Before any widget is made: the style of the window before this one would draw with a theme that is gone.
    const bool installed = install();
    WorkbenchFeed feed{QStringLiteral(SKEIN_BINARY_DIR "/bin/skeinctl")};
    MainWindow window{theme, feed, SampleRun{}, Memory::Forget};

    LiveWindow() {
        window.resize(1280, 720);
        window.show();
    }
    bool install() {
        theme.install(*qApp);
        return QCoreApplication::installTranslator(&english);
    }
    template <class W = QWidget>
    W* find(const QString& name) const {
        return window.findChild<W*>(name);
    }
    QString state() const { return find<QLabel>("runState")->text(); }
    /// What the banner says, title first; empty where it is hidden.
    QString banner() const {
        const auto* shown = find<InlineBanner>("mainBanner");
        return shown && shown->isVisible() ? shown->accessibleName() + ": " + shown->accessibleDescription()
                                           : QString();
    }
};

}  // namespace skein::ui
