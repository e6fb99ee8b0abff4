#include "ui/shell/outline.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/common/live_table_model.h"
#include "ui/common/status_glyph.h"
#include "ui/common/tables.h"

namespace skein::ui {

namespace {

constexpr int openPhasesUpTo = 400;  // tasks; above, phases start closed (ui.md 3.4)

class OutlineDelegate : public QStyledItemDelegate {
public:
    OutlineDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem item(option);
        initStyleOption(&item, index);
        item.text.clear();
        const QWidget* view = option.widget;
        (view ? view->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &item, painter, view);
        const bool rightToLeft = option.direction == Qt::RightToLeft;
        const int side = m_theme.px(16);
        const QRect glyph(rightToLeft ? option.rect.right() - 4 - side : option.rect.left() + 4,
                          option.rect.center().y() - side / 2 + 1, side, side);
        paintStatusGlyph(*painter, glyph, static_cast<Status>(index.data(StatusRole).toInt()), m_theme,
                         index.data(TryRole).toInt());
        painter->save();
        const bool phase = !index.parent().isValid();
        painter->setFont(m_theme.font(phase ? TextRole::Strong : TextRole::Body));
        painter->setPen(m_theme.color(Token::TextPrimary));
        const QRect text =
            rightToLeft ? option.rect.adjusted(4, 0, -(4 + side + 6), 0) : option.rect.adjusted(4 + side + 6, 0, -4, 0);
        const QFontMetrics metrics(painter->font());
        painter->drawText(text, Qt::AlignVCenter | (rightToLeft ? Qt::AlignRight : Qt::AlignLeft),
                          metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, text.width()));
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {m_theme.px(120), m_theme.rowHeight()};
    }

private:
    const Theme& m_theme;
};

/// Arrow keys walk it, Tab leaves it, and letters belong to the commands of the window, not to a search.
class OutlineTree : public ReadWhenFocused<QTreeView> {
public:
    using ReadWhenFocused::ReadWhenFocused;
    void keyboardSearch(const QString&) override {}
};

}  // namespace

Outline::Outline(const Theme& theme, SelectionContext& selection, TaskScope& scope, RunFeed& feed, QWidget* parent)
    : QWidget(parent), m_selection(selection) {
    setObjectName(QStringLiteral("outline"));
    setAccessibleName(tr("Outline"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_title = new ThemedLabel(theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, this);
    m_title->setObjectName(QStringLiteral("outlineTitle"));
    m_title->setContentsMargins(12, 8, 12, 6);
    m_title->setMinimumWidth(1);
    column->addWidget(m_title);
    m_model = new OutlineModel(scope, feed, this);
    m_tree = new OutlineTree(this);
    m_tree->setObjectName(QStringLiteral("outlineTree"));
    m_tree->setAccessibleName(tr("Outline of the plan"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setTabKeyNavigation(false);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setItemDelegate(new OutlineDelegate(theme, this));
    m_tree->setModel(m_model);
    m_tree->setIndentation(theme.px(16));
    m_empty = new EmptyState(theme, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    connect(m_model, &OutlineModel::modelReset, this, &Outline::restoreTree);
    connect(m_model, &OutlineModel::counted, this, &Outline::showCounts);
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        if (!m_restoring) m_closed.insert(index.data(OutlinePhaseRole).toString());
    });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        if (!m_restoring) m_closed.remove(index.data(OutlinePhaseRole).toString());
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        if (m_restoring) return;
        if (const quint32 task = index.data(OutlineTaskRole).toUInt(); task != 0) m_selection.setTask(task);
    });
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex& index) {
        if (const quint32 task = index.data(OutlineTaskRole).toUInt(); task != 0) emit taskActivated(task);
    });
    connect(&selection, &SelectionContext::taskChanged, this, &Outline::reveal);
    connect(&selection, &SelectionContext::runChanged, this, [this] { m_closed.clear(); });
    connect(&theme, &Theme::changed, this, [this, &theme] {
        m_tree->setIndentation(theme.px(16));
        m_tree->doItemsLayout();
    });
    showCounts();
}

void Outline::restoreTree() {
    m_restoring = true;
    const bool large = m_model->tasksInAll() > openPhasesUpTo;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        const QModelIndex phase = m_model->index(i, 0);
        const QString name = phase.data(OutlinePhaseRole).toString();
        const auto status = static_cast<Status>(phase.data(StatusRole).toInt());
        // What runs, failed or waits for a person is seen at once, also in a large plan.
        const bool busy = status == Status::NeedsYou || status == Status::Failed || status == Status::Running;
        m_tree->setExpanded(phase, !m_closed.contains(name) && (!large || busy));
    }
    m_restoring = false;
    reveal(m_selection.task());
}

void Outline::reveal(quint32 task) {
    const QModelIndex index = m_model->indexOf(task);
    m_restoring = true;
    if (index.isValid()) {
        m_tree->setCurrentIndex(index);
        m_tree->scrollTo(index);
    } else {
        // A tree without a current index has no place for the keyboard.
        m_tree->selectionModel()->clearSelection();
        if (!m_tree->currentIndex().isValid())
            m_tree->selectionModel()->setCurrentIndex(m_model->index(0, 0), QItemSelectionModel::NoUpdate);
    }
    m_restoring = false;
}

void Outline::showCounts() {
    const QLocale locale;
    const int shown = m_model->tasksShown(), all = m_model->tasksInAll();
    m_title->setText(shown == all ? tr("Outline: %n task(s)", nullptr, all)
                                  : tr("Outline: %1 of %2 tasks").arg(locale.toString(shown), locale.toString(all)));
    if (all == 0) {
        m_empty->setContent(QStringLiteral("view-list"), tr("The plan appears here"),
                            tr("Phases and tasks, as soon as there is a run."));
        m_empty->setAction({}, {});
    } else {
        m_empty->setContent(QStringLiteral("edit-find"), tr("No task matches"), tr("The filter hides all of them."));
        m_empty->setCommand(tr("Show all"), QStringLiteral("skein.edit.widen"));
    }
    m_stack->setCurrentWidget(shown > 0 ? static_cast<QWidget*>(m_tree) : m_empty);
}

}  // namespace skein::ui
