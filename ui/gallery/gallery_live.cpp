// Gallery: the parts that live: a canvas with a selection of its own, the palette, the notifier and the sleep lock.
// The last two are the real ones; the desktop that answers them is made up, and the page says so.
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/common/canvas.h"
#include "ui/common/labels.h"
#include "ui/common/notifier.h"
#include "ui/common/selection_context.h"
#include "ui/common/sleep_lock.h"
#include "ui/common/status_glyph.h"
#include "ui/gallery/gallery.h"
#include "ui/shell/palette.h"

namespace skein::ui {

namespace {

/// Boxes of all states in two rows, walked by arrows; enough to see ring, selection, zoom and theme.
class ExampleCanvas : public Canvas {
public:
    ExampleCanvas(const Theme& theme, SelectionContext& selection, QWidget* parent)
        : Canvas(theme, parent), m_selection(selection) {
        setObjectName(QStringLiteral("galleryCanvas"));
        setAccessibleName(Gallery::tr("Example canvas"));
        setMinimumHeight(theme.px(160));
        setWorld({0, 0, columns() * 120.0, 160});
        connect(&selection, &SelectionContext::taskChanged, this, [this] { viewport()->update(); });
    }

protected:
    void paintWorld(QPainter& painter) override {
        painter.setRenderHint(QPainter::Antialiasing);
        for (int i = 0; i < allStatuses().size(); ++i) {
            const QRectF box(toView(boxOf(i).topLeft()), boxOf(i).size() * zoom());
            const bool chosen = m_selection.task() == static_cast<quint32>(i) + 1;
            painter.setPen(
                QPen(theme().color(chosen ? Token::Accent : Token::BorderControl), chosen ? 2 : 1, Qt::SolidLine));
            painter.setBrush(theme().color(chosen ? Token::BgSelected : Token::BgRaised));
            painter.drawRoundedRect(box, 4, 4);
            const double side = std::min(24.0, box.height() - 8);
            if (side >= 8)
                paintStatusGlyph(painter, QRectF(box.center() - QPointF(side / 2, side / 2), QSizeF(side, side)),
                                 allStatuses()[i], theme());
        }
    }
    void pressed(QPointF point, Qt::KeyboardModifiers) override {
        for (int i = 0; i < allStatuses().size(); ++i)
            if (boxOf(i).contains(point)) return choose(i);
        m_selection.setTask(0);
    }
    void activated(QPointF) override { fitAll(); }
    void keyPressEvent(QKeyEvent* event) override {
        const int step = event->key() == Qt::Key_Right  ? 1
                         : event->key() == Qt::Key_Left ? -1
                         : event->key() == Qt::Key_Down ? columns()
                         : event->key() == Qt::Key_Up   ? -columns()
                                                        : 0;
        if (event->key() == Qt::Key_Plus) return zoomIn();
        if (event->key() == Qt::Key_Minus) return zoomOut();
        if (step == 0) return Canvas::keyPressEvent(event);
        const int next = static_cast<int>(m_selection.task()) - 1 + step;
        if (next >= 0 && next < allStatuses().size()) choose(next);
    }

private:
    static int columns() { return (static_cast<int>(allStatuses().size()) + 1) / 2; }
    static QRectF boxOf(int i) { return {(i % columns()) * 120.0 + 10, (i / columns()) * 80.0 + 16, 100, 48}; }
    void choose(int i) {
        m_selection.setTask(static_cast<quint32>(i) + 1);
        reveal(boxOf(i));
    }

    SelectionContext& m_selection;
};

/// A desktop that is made up: answers what it has an answer for, refuses the rest, or never answers at all.
class MadeUpDesktop : public Bus {
public:
    QHash<QString, QVariantList> answers;  ///< by method
    bool silent = false;
    std::function<void(const BusCall&)> asked;

    void call(const BusCall& call, QObject* owner, std::function<void(const BusReply&)> done) override {
        if (asked) asked(call);
        if (silent) return;
        const BusReply reply = answers.contains(call.method) ? BusReply{answers[call.method], {}}
                                                             : BusReply{{}, Gallery::tr("nobody answers")};
        QTimer::singleShot(0, owner, [done = std::move(done), reply] { done(reply); });
    }
    void listen(BusKind, const QString&, const QString&, const QString&, const QString&, QObject*,
                std::function<void(const QVariantList&)>) override {}
};

/// One lock on a made-up desktop, with what it says of itself.
class LockSample : public QWidget {
public:
    LockSample(const Theme& theme, const QString& name, const QString& about, QHash<QString, QVariantList> answers,
               bool silent, bool held, QWidget* parent)
        : QWidget(parent) {
        m_desktop.answers = std::move(answers);
        m_desktop.silent = silent;
        m_lock = std::make_unique<SleepLock>(m_desktop);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto* hold = new QPushButton(Gallery::tr("Hold"), this);
        hold->setObjectName(name + QStringLiteral("Hold"));
        hold->setAccessibleName(Gallery::tr("Hold the sleep lock: %1").arg(about));
        hold->setCheckable(true);
        row->addWidget(hold);
        auto* words = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, this);
        words->setObjectName(name);
        row->addWidget(words);
        auto* why =
            new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
        why->setText(about);
        row->addWidget(why);
        row->addStretch(1);
        const auto tell = [this, words] {
            words->setText(m_lock->text());
            words->setToolTip(m_lock->detail());
        };
        connect(m_lock.get(), &SleepLock::changed, words, tell);
        connect(hold, &QPushButton::toggled, this, [this, tell](bool on) {
            m_lock->hold(on, Gallery::tr("an example"));
            tell();
        });
        tell();
        hold->setChecked(held);
    }

private:
    MadeUpDesktop m_desktop;
    std::unique_ptr<SleepLock> m_lock;  ///< goes before the desktop it gives itself back to
};

/// A notifier on a made-up desktop, with what reached it.
class NoticeSample : public QWidget {
public:
    NoticeSample(const Theme& theme, const QString& name, const QString& about, bool answers, bool quiet,
                 QWidget* parent)
        : QWidget(parent) {
        if (answers)
            m_desktop.answers = {{QStringLiteral("GetCapabilities"), {QStringList{QStringLiteral("body")}}},
                                 {QStringLiteral("Notify"), {1U}}};
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        auto* why =
            new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
        why->setText(about);
        column->addWidget(why);
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        column->addLayout(row);
        auto* words = new ThemedLabel(theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, this);
        words->setObjectName(name);
        words->setText(Gallery::tr("nothing told yet"));
        column->addWidget(words);
        m_notifier = std::make_unique<Notifier>(m_desktop);
        if (quiet) m_notifier->setQuietHours(QuietHours{QTime(0, 0), QTime(23, 59, 59)});
        m_notifier->timeOfDay = [] { return QTime(3, 0); };
        m_desktop.asked = [words](const BusCall& call) {
            if (call.method == QLatin1String("Notify"))
                words->setText(Gallery::tr("the desktop shows: %1").arg(call.arguments.value(3).toString()));
        };
        connect(m_notifier.get(), &Notifier::problemChanged, words, [words](const QString& problem) {
            if (!problem.isEmpty()) words->setText(Gallery::tr("could not be told: %1").arg(problem));
        });
        const QVector<QPair<NoticeKind, QString>> kinds{{NoticeKind::RunFinished, Gallery::tr("Run finished")},
                                                        {NoticeKind::RunFailed, Gallery::tr("Run failed")},
                                                        {NoticeKind::BlockedOnYou, Gallery::tr("Blocked on you")},
                                                        {NoticeKind::Budget, Gallery::tr("Budget")},
                                                        {NoticeKind::Breaker, Gallery::tr("Provider down")}};
        for (const auto& [kind, text] : kinds) {
            auto* button = new QPushButton(text, this);
            button->setObjectName(name + QString::number(static_cast<int>(kind)));
            button->setAccessibleName(Gallery::tr("Tell: %1 (%2)").arg(text, about));
            connect(button, &QPushButton::clicked, this,
                    [this, kind = kind, text = text] { m_notifier->tell(kind, text, Gallery::tr("An example.")); });
            row->addWidget(button);
        }
        row->addStretch(1);
    }

private:
    MadeUpDesktop m_desktop;
    std::unique_ptr<Notifier> m_notifier;
};

}  // namespace

void Gallery::addCanvas() {
    auto* into = section(tr("Canvas, and what is selected"));
    auto* selection = new SelectionContext(this);
    auto* canvas = new ExampleCanvas(m_theme, *selection, this);
    into->addWidget(canvas);
    auto* words = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, this);
    words->setObjectName(QStringLiteral("gallerySelection"));
    const auto tell = [words, selection] {
        const auto task = selection->task();
        words->setText(task == 0 ? tr("Nothing is selected")
                                 : tr("Selected: %1").arg(statusWord(allStatuses()[static_cast<int>(task) - 1])));
    };
    connect(selection, &SelectionContext::taskChanged, words, tell);
    into->addWidget(words);
    selection->setTask(1);
    tell();
}

void Gallery::addPalette() {
    auto* into = section(tr("Palette"));
    auto* palette = new Palette(m_theme, m_commands, this);
    auto* open = new QPushButton(tr("Open over the page"), this);
    open->setObjectName(QStringLiteral("galleryPaletteOpen"));
    into->addWidget(open, 0, Qt::AlignLeft);
    connect(open, &QPushButton::clicked, palette, [palette] { palette->openWith(QStringLiteral(">")); });
    // The same part within the page, so that a picture shows it.
    auto* shown = new Palette(m_theme, m_commands, this);
    shown->setObjectName(QStringLiteral("galleryPalette"));
    shown->setWindowFlags(Qt::Widget);
    shown->setFixedHeight(m_theme.rowHeight() * 9);
    into->addWidget(shown);
    shown->openWith(QStringLiteral(">"));
    shown->clearFocus();
    // Esc and a choice close it, as over a window; here it stays.
    connect(shown, &QDialog::finished, shown, &QWidget::show);
}

void Gallery::addDesktop() {
    auto* into = section(tr("Notifications and sleep lock (the desktop that answers here is made up)"));
    into->addWidget(new NoticeSample(m_theme, QStringLiteral("galleryTold"), tr("A desktop that shows notifications"),
                                     true, false, this));
    into->addWidget(new NoticeSample(m_theme, QStringLiteral("galleryQuiet"),
                                     tr("In quiet hours: only what is blocked on you"), true, true, this));
    into->addWidget(
        new NoticeSample(m_theme, QStringLiteral("galleryUntold"), tr("No desktop answers"), false, false, this));
    const QHash<QString, QVariantList> mains{{QStringLiteral("Get"), {false}}, {QStringLiteral("Inhibit"), {7U}}};
    const QHash<QString, QVariantList> battery{{QStringLiteral("Get"), {true}}, {QStringLiteral("Inhibit"), {7U}}};
    const auto add = [&](const char* name, const QString& about, const QHash<QString, QVariantList>& answers,
                         bool silent, bool held) {
        into->addWidget(new LockSample(m_theme, QString::fromLatin1(name), about, answers, silent, held, this));
    };
    add("galleryLockOff", tr("no run needs it"), mains, false, false);
    add("galleryLockAsking", tr("a desktop that takes its time"), mains, true, true);
    add("galleryLockAwake", tr("a desktop that agrees"), mains, false, true);
    add("galleryLockBattery", tr("a computer on battery"), battery, false, true);
    add("galleryLockCouldNot", tr("a desktop that has no such service"), {}, false, true);
}

}  // namespace skein::ui
