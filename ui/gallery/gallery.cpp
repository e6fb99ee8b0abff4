#include "ui/gallery/gallery.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/common/filter_edit.h"
#include "ui/common/flow_layout.h"
#include "ui/common/live_table_model.h"
#include "ui/common/notices.h"
#include "ui/common/skein_style.h"
#include "ui/common/status_delegate.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"
#include "ui/common/tables.h"
#include "ui/common/token_bar.h"
#include "ui/common/view_header.h"

namespace skein::ui {

namespace {

/// A patch of one colour with words on it.
class Swatch : public QWidget {
public:
    Swatch(const Theme& theme, QString name, std::function<QPair<QColor, QColor>()> colours, QWidget* parent)
        : QWidget(parent), m_theme(theme), m_name(std::move(name)), m_colours(std::move(colours)) {
        setAccessibleName(m_name);
        const QFontMetrics metrics(theme.font(TextRole::Caption));
        setFixedSize(metrics.horizontalAdvance(m_name) + 24, metrics.height() + 16);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const auto [fill, ink] = m_colours();
        QPainter painter(this);
        painter.fillRect(rect(), fill);
        painter.setPen(m_theme.color(Token::BorderControl));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
        painter.setPen(ink);
        painter.setFont(m_theme.font(TextRole::Caption));
        painter.drawText(rect(), Qt::AlignCenter, m_name);
    }

private:
    const Theme& m_theme;
    QString m_name;
    std::function<QPair<QColor, QColor>()> m_colours;
};

QWidget* flowRow(QWidget* parent, QVBoxLayout* into) {
    auto* row = new QWidget(parent);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    row->setSizePolicy(policy);
    (new FlowLayout(row, 12, 8))->setContentsMargins(0, 0, 0, 0);
    into->addWidget(row);
    return row;
}

struct SampleRow {
    int no;
    QString name;
    Status status;
};

}  // namespace

Gallery::Gallery(Theme& theme, QWidget* parent)
    : QScrollArea(parent),
      m_theme(theme),
      m_schema({{QStringLiteral("status"),
                 FilterKind::Text,
                 tr("what the task is doing"),
                 {QStringLiteral("failed"), QStringLiteral("done"), QStringLiteral("running")}},
                {QStringLiteral("cost"), FilterKind::Money, tr("charged so far")}}) {
    setObjectName(QStringLiteral("gallery"));
    setAccessibleName(tr("Gallery of shared parts"));
    setWindowTitle(tr("Skein \u2013 gallery"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto* page = new QWidget(this);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(24, 16, 24, 24);
    m_column->setSpacing(8);
    addTheme();
    addType();
    addStatuses();
    addCommands();
    addFilters();
    addTable();
    addNotices();
    addTokenBars();
    addCanvas();
    addPalette();
    addDesktop();
    m_column->addStretch(1);
    setWidget(page);
}

QVBoxLayout* Gallery::section(const QString& title) {
    auto* label = new ThemedLabel(m_theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, this);
    label->setText(title);
    m_column->addSpacing(12);
    m_column->addWidget(label);
    return m_column;
}

void Gallery::addTheme() {
    auto* into = section(tr("Theme"));
    auto* change = new QPushButton(tr("Light or dark"), this);
    change->setObjectName(QStringLiteral("galleryTheme"));
    connect(change, &QPushButton::clicked, this,
            [this] { m_theme.setChoice(m_theme.scheme() == Scheme::Light ? ThemeChoice::Dark : ThemeChoice::Light); });
    into->addWidget(change, 0, Qt::AlignLeft);
    auto* row = flowRow(this, into);
    const QStringList names{"bg.window",      "bg.base",       "bg.alt",         "bg.raised",
                            "bg.selected",    "text.primary",  "text.secondary", "text.muted",
                            "border.control", "border.subtle", "accent",         "on.accent",
                            "danger.fill",    "on.danger",     "claim.A",        "claim.B"};
    const auto readable = [this](const QColor& fill) {
        return fill.lightnessF() > 0.5 ? QColor(Qt::black) : QColor(Qt::white);
    };
    for (int i = 0; i < tokenCount; ++i)
        row->layout()->addWidget(new Swatch(
            m_theme, names[i],
            [this, i, readable] {
                const QColor fill = m_theme.color(static_cast<Token>(i));
                return QPair(fill, readable(fill));
            },
            row));
    const QStringList tones{tr("run"), tr("ok"), tr("attention"), tr("you"), tr("fail"), tr("idle")};
    for (int i = 0; i < toneCount; ++i)
        row->layout()->addWidget(new Swatch(
            m_theme, tones[i],
            [this, i] { return QPair(m_theme.tint(static_cast<Tone>(i)), m_theme.tone(static_cast<Tone>(i))); }, row));
    for (int i = 0; i < seriesCount; ++i)
        row->layout()->addWidget(new Swatch(
            m_theme, tr("series %1").arg(i + 1),
            [this, i, readable] { return QPair(m_theme.series(i), readable(m_theme.series(i))); }, row));
}

void Gallery::addType() {
    auto* into = section(tr("Type"));
    const QVector<QPair<TextRole, QString>> roles{
        {TextRole::Headline, tr("Headline")}, {TextRole::Title, tr("Title")},
        {TextRole::Strong, tr("Strong")},     {TextRole::Body, tr("Body")},
        {TextRole::Caption, tr("Caption")},   {TextRole::Fixed, tr("Fixed 0123456789 abcdef")}};
    for (const auto& [role, text] : roles) {
        auto* label = new ThemedLabel(m_theme, role, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, this);
        label->setText(text);
        into->addWidget(label);
    }
}

void Gallery::addStatuses() {
    auto* into = section(tr("Status glyphs and strip"));
    auto* row = flowRow(this, into);
    StatusCounts counts{};
    for (const Status status : allStatuses()) {
        auto* box = new QWidget(row);
        auto* line = new QHBoxLayout(box);
        line->setContentsMargins(0, 0, 0, 0);
        auto* glyph = new StatusGlyph(m_theme, box);
        glyph->setStatus(status);
        auto* word = new ThemedLabel(m_theme, TextRole::Body, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, box);
        word->setText(statusWord(status));
        line->addWidget(glyph);
        line->addWidget(word);
        row->layout()->addWidget(box);
        counts[static_cast<std::size_t>(status)] = 10;
    }
    auto* all = new StatusStrip(m_theme, this);
    all->setObjectName(QStringLiteral("galleryStripAll"));
    all->setCounts(counts);
    into->addWidget(all);
    StatusCounts rare{};
    rare[static_cast<std::size_t>(Status::Done)] = 9999;
    rare[static_cast<std::size_t>(Status::Failed)] = 1;
    auto* one = new StatusStrip(m_theme, this);
    one->setObjectName(QStringLiteral("galleryStripRare"));
    one->setCounts(rare);
    into->addWidget(one);
}

void Gallery::addCommands() {
    auto* into = section(tr("Commands and controls"));
    auto* row = flowRow(this, into);
    const auto add = [&](const QString& id, const QString& text, ButtonVariant variant, const QString& reason) {
        m_commands.add({id, CommandMenu::Run, text, tr("An example of a command"), {}, {}, false, false, {}}, [] {});
        auto* button = new QPushButton(row);
        button->setObjectName(id + QStringLiteral(".button"));
        setVariant(button, variant);
        m_commands.bind(*button, id);
        if (!reason.isEmpty()) m_commands.disable(id, reason);
        row->layout()->addWidget(button);
    };
    add(QStringLiteral("gallery.normal"), tr("Normal"), ButtonVariant::Normal, {});
    add(QStringLiteral("gallery.primary"), tr("Primary"), ButtonVariant::Primary, {});
    add(QStringLiteral("gallery.danger"), tr("Destructive"), ButtonVariant::Danger, {});
    add(QStringLiteral("gallery.quiet"), tr("Quiet"), ButtonVariant::Quiet, {});
    add(QStringLiteral("gallery.disabled"), tr("Disabled, with its reason"), ButtonVariant::Normal,
        tr("it is an example"));
    auto* check = new QCheckBox(tr("Choice"), row);
    check->setObjectName(QStringLiteral("galleryCheck"));
    check->setChecked(true);
    row->layout()->addWidget(check);
    auto* combo = new QComboBox(row);
    combo->setObjectName(QStringLiteral("galleryCombo"));
    combo->setAccessibleName(tr("One of several"));
    combo->addItems({tr("By phase"), tr("By kind")});
    row->layout()->addWidget(combo);
}

void Gallery::addFilters() {
    auto* into = section(tr("Filter field: neutral, valid, invalid, outdated"));
    for (int i = 0; i < 4; ++i) {
        auto* edit = new FilterEdit(m_theme, m_schema, this);
        edit->setObjectName(QStringLiteral("galleryFilter%1").arg(i));
        if (i > 0) edit->setText(QStringLiteral("status:failed and cost > $0.05"));
        if (i == 2) edit->setText(QStringLiteral("status:faild"));
        edit->setCounts(i == 0 ? 396 : 12, 396, i == 3 ? 4 : 0);
        into->addWidget(edit);
    }
}

void Gallery::addTable() {
    auto* into = section(tr("Table that keeps its rows still"));
    using Model = LiveTableModel<SampleRow>;
    auto* model = new Model([](const SampleRow& row) { return static_cast<quint64>(row.no); },
                            {Model::Column{tr("State"),
                                           {},
                                           Qt::AlignLeft | Qt::AlignVCenter,
                                           [](const SampleRow& r) { return statusWord(r.status); },
                                           [](const SampleRow& a, const SampleRow& b) { return a.status < b.status; }},
                             Model::Column{tr("Task"),
                                           {},
                                           Qt::AlignLeft | Qt::AlignVCenter,
                                           [](const SampleRow& r) { return r.name; },
                                           [](const SampleRow& a, const SampleRow& b) { return a.name < b.name; }},
                             Model::Column{tr("Number"),
                                           {},
                                           Qt::AlignRight | Qt::AlignVCenter,
                                           [](const SampleRow& r) { return QString::number(r.no); },
                                           {}}},
                            this);
    model->roles = [](const SampleRow& row, int, int role) -> QVariant {
        return role == StatusRole ? QVariant(static_cast<int>(row.status)) : QVariant();
    };
    QVector<SampleRow> rows;
    for (const Status status : allStatuses())
        rows.append({static_cast<int>(rows.size()) + 1, tr("Digest part %1").arg(rows.size() + 1), status});
    model->replace(rows);
    model->sort(0, Qt::AscendingOrder);
    model->upsert({{13, tr("Digest part 13"), Status::Failed}});
    auto* header = new ViewHeader(m_theme, this);
    header->setAnswer(tr("13 tasks, the last of which has failed"));
    auto* resort = new QPushButton(tr("%n moved: re-sort", nullptr, model->movedRows()), this);
    resort->setObjectName(QStringLiteral("galleryResort"));
    connect(resort, &QPushButton::clicked, model, [model] { model->resort(); });
    header->addAction(resort);
    into->addWidget(header);
    auto* table = new Table(m_theme, this);
    table->setObjectName(QStringLiteral("galleryTable"));
    table->setAccessibleName(tr("Example table"));
    table->setModel(model);
    table->setItemDelegateForColumn(0, new StatusDelegate(m_theme, table));
    table->setColumnSamples(
        {QStringLiteral("      Backing off  "), QStringLiteral("Digest part 1000"), QStringLiteral("number")});
    table->setMinimumHeight(m_theme.rowHeight() * 9);
    into->addWidget(table);
}

void Gallery::addNotices() {
    auto* into = section(tr("Messages in place"));
    const QVector<QPair<BannerKind, QString>> kinds{{BannerKind::Information, tr("The run was not started")},
                                                    {BannerKind::Warning, tr("The run was interrupted")},
                                                    {BannerKind::Error, tr("The workspace cannot be read")}};
    for (const auto& [kind, text] : kinds) {
        auto* banner = new InlineBanner(m_theme, this);
        into->addWidget(banner);
        banner->setAction(tr("Resume"), [] {});
        banner->showMessage(kind, text, tr("What it means for the run, and what has been done about it already."));
    }
    auto* undo = new UndoBar(m_theme, this);
    into->addWidget(undo, 0, Qt::AlignLeft);
    undo->offer(tr("Take A for c-12"), 10, [] {});
    auto* empty = new EmptyState(m_theme, this);
    empty->setContent(QStringLiteral("edit-find"), tr("None match the filter"), tr("396 tasks hidden by it."));
    empty->setAction(tr("Clear the filter"), [] {});
    empty->setMinimumHeight(m_theme.px(220));
    into->addWidget(empty);
}

void Gallery::addTokenBars() {
    auto* into = section(tr("Token bars: thin, in band, heavy, over cap"));
    for (const qint64 memory : {qint64{400}, qint64{2200}, qint64{4600}, qint64{8200}}) {
        auto* bar = new TokenBar(m_theme, this);
        bar->setObjectName(QStringLiteral("galleryBar%1").arg(memory));
        bar->setWindow({{TokenReason::Rules, {310}},
                        {TokenReason::Task, {620}},
                        {TokenReason::Dependency, {400}},
                        {TokenReason::Memory, {memory}},
                        {TokenReason::Pinned, {180}}},
                       {2000}, {5000});
        into->addWidget(bar);
        auto* words =
            new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
        words->setText(bandWord(bar->total(), {2000}, {5000}));
        into->addWidget(words);
    }
}

}  // namespace skein::ui
