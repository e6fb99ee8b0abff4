#include "ui/goal/plan_tree.h"

#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTimer>

#include "core/plan/estimate.h"
#include "ui/common/formats.h"
#include "ui/goal/link_dialog.h"

namespace skein::ui {

namespace {

constexpr int idRole = Qt::UserRole + 1;
constexpr int phaseRole = Qt::UserRole + 2;
constexpr int nameRole = Qt::UserRole + 3;  // of a phase, as it is shown
constexpr QChar pauseSign(0x2759);
constexpr int openUpTo = 400;  // tasks; above, phases start closed

QString text(const std::string& words) { return QString::fromStdString(words); }

QString markText(PlanTree::Mark mark) {
    switch (mark) {
        case PlanTree::Mark::Added: return QStringLiteral("+ ");
        case PlanTree::Mark::Removed: return QString(QChar(0x2212)) + QLatin1Char(' ');
        case PlanTree::Mark::Changed: return QStringLiteral("~ ");
        case PlanTree::Mark::None: return {};
    }
    return {};
}

/// The field that a cell is typed into covers what stands there.
class CellDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override {
        QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
        if (editor) editor->setAutoFillBackground(true);
        return editor;
    }
};

QString joined(const std::vector<std::string>& ids) {
    QStringList list;
    for (const auto& id : ids) list.append(text(id));
    return list.join(QStringLiteral(", "));
}

}  // namespace

PlanTree::PlanTree(const Theme& theme, PlanDraft& draft, QWidget* parent)
    : QTreeWidget(parent), m_theme(theme), m_draft(draft) {
    setObjectName(QStringLiteral("planTree"));
    setAccessibleName(tr("Plan"));
    setColumnCount(3);
    setHeaderLabels({tr("Task"), tr("Time, estimate"), tr("Needs")});
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setTabKeyNavigation(false);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(0, QHeaderView::Stretch);
    setItemDelegate(new CellDelegate(this));
    fitColumns();
    connect(&draft, &PlanDraft::planChanged, this, &PlanTree::fill);
    connect(&theme, &Theme::changed, this, &PlanTree::fill);
    connect(this, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item, int column) {
        if (m_filling || column != 0) return;
        const std::string id = item->data(0, idRole).toString().toStdString();
        const QString title = item->text(0);
        // The tree is made anew by what follows: not while the item still tells of its change.
        QTimer::singleShot(0, this, [this, id, title] {
            judge(m_draft.rename(id, title));
            fill();
        });
    });
    connect(this, &QTreeWidget::itemCollapsed, this, [this](QTreeWidgetItem* item) {
        if (!m_filling) m_closed.insert(item->data(0, nameRole).toString());
    });
    connect(this, &QTreeWidget::itemExpanded, this, [this](QTreeWidgetItem* item) {
        if (!m_filling) m_closed.remove(item->data(0, nameRole).toString());
    });
}

QIcon PlanTree::markIcon(const QString& sign) const {
    const QFont font = m_theme.font(TextRole::Strong);
    const QFontMetrics metrics(font);
    const double ratio = devicePixelRatioF();
    const QSize size(std::max(metrics.horizontalAdvance(sign), m_theme.px(16)), metrics.height());
    QPixmap pixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setFont(font);
    painter.setPen(m_theme.color(Token::TextPrimary));
    painter.drawText(QRect(QPoint(), size), Qt::AlignCenter, sign);
    return QIcon(pixmap);
}

QTreeWidgetItem* PlanTree::addTask(QTreeWidgetItem* parent, const TaskSpec& task, Mark mark, const QString& what) {
    auto* item = new QTreeWidgetItem(parent);
    const bool locked = m_draft.isLocked(task.id);
    item->setData(0, idRole, text(task.id));
    // The title alone stands in the cell, so that editing it edits nothing else; marks are the decoration's text.
    item->setText(0, text(task.title));
    item->setSizeHint(0, QSize(0, m_theme.rowHeight()));
    const auto problem = mark == Mark::Added ? m_problems.end() : m_problems.find(task.id);
    const bool unfit = problem != m_problems.end();
    // A task of one's own has no duration of its own: what the plan goes by is what it is shown with.
    item->setText(1, unfit ? tr("no file")
                           : QStringLiteral("~") + roughDurationText(plan::plannedDuration(task.estimate.duration)));
    item->setText(2, joined(task.needs));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    QStringList tips{tr("%1: %2").arg(text(task.id), text(task.instruction))};
    if (!task.needs.empty()) tips.append(tr("Needs: %1").arg(joined(task.needs)));
    if (locked) tips.append(tr("Changed by hand: proposals leave it alone until you release it."));
    if (task.pauseBefore) tips.append(tr("Pause point: it starts when you let it pass."));
    if (!what.isEmpty()) tips.append(what);
    if (unfit) {
        tips.append(problem->second);
        item->setToolTip(1, problem->second);
    }
    item->setToolTip(0, tips.join(QLatin1Char('\n')));
    item->setToolTip(2, joined(task.needs));
    QString state;
    if (mark == Mark::Added) state = tr("proposed: added");
    if (mark == Mark::Removed) state = tr("proposed: removed");
    if (mark == Mark::Changed) state = tr("proposed: changed");
    item->setData(0, Qt::AccessibleTextRole,
                  QStringList{text(task.title), task.pauseBefore ? tr("pause point before it") : QString(),
                              locked ? tr("changed by hand") : QString(), state, unfit ? problem->second : QString()}
                      .filter(QRegularExpression(QStringLiteral(".")))
                      .join(QStringLiteral(", ")));
    const QString sign = markText(mark) + (unfit ? QStringLiteral("!") : QString()) +
                         (locked ? QString(QChar(0x270E)) : QString()) +
                         (task.pauseBefore ? QString(pauseSign) : QString());
    if (!sign.isEmpty()) item->setIcon(0, markIcon(sign.trimmed()));
    if (mark == Mark::Removed) {
        QFont struck = font();
        struck.setStrikeOut(true);
        item->setFont(0, struck);
    } else if (mark != Mark::Added) item->setFlags(item->flags() | Qt::ItemIsEditable);
    return item;
}

void PlanTree::setProblems(std::map<std::string, QString> problems) {
    if (problems == m_problems) return;
    m_problems = std::move(problems);
    fill();
}

void PlanTree::fitColumns() {
    // Titles take what is left. Where that would be little, what tasks need is in their tool tips alone.
    const int times = std::max(m_theme.px(112), header()->sectionSizeHint(1)), needs = m_theme.px(64);
    const int whole = viewport()->width();
    setColumnHidden(2, whole < times + needs + m_theme.px(160));
    setColumnWidth(1, times);
    setColumnWidth(2, std::max(needs, (whole - times) / 3));
}

void PlanTree::resizeEvent(QResizeEvent* event) {
    QTreeWidget::resizeEvent(event);
    fitColumns();
}

void PlanTree::fill() {
    m_filling = true;
    const auto rowOf = [this](const QTreeWidgetItem* wanted) {
        int row = 0;
        for (QTreeWidgetItemIterator it(this); *it && *it != wanted; ++it) ++row;
        return row;
    };
    const std::string current = currentTask();
    const QVariant currentPhase = currentItem() ? currentItem()->data(0, phaseRole) : QVariant();
    QSet<QString> selected;
    for (const auto& id : selectedTasks()) selected.insert(text(id));
    const int scrolled = verticalScrollBar()->value();
    const int row = rowOf(currentItem());
    // While it is filled nothing is current, which is nobody's doing: whoever goes by it hears of what it comes to.
    QSignalBlocker quiet(this);
    clear();
    const auto& diff = m_draft.diff();
    std::map<std::string, Mark> marks;
    std::map<std::string, QString> what;
    for (const auto& id : diff.added) marks[id] = Mark::Added;
    for (const auto& id : diff.removed) marks[id] = Mark::Removed;
    for (const auto& change : diff.changed) {
        marks[change.id] = Mark::Changed;
        QStringList fields;
        for (const auto& field : change.fields)
            fields.append(
                tr("%1: %2 becomes %3")
                    .arg(text(field.field), text(field.before.dump()).left(120), text(field.after.dump()).left(120)));
        what[change.id] = fields.join(QLatin1Char('\n'));
    }
    QMap<QString, QTreeWidgetItem*> phases;
    QVector<QTreeWidgetItem*> order;
    QMap<QTreeWidgetItem*, int> leaving;  // tasks of a phase that the proposal takes out
    QTreeWidgetItem* found = nullptr;
    const auto add = [&](const TaskSpec& task) {
        const QString name = task.phase.empty() ? tr("Without a phase") : text(task.phase);
        QTreeWidgetItem*& phase = phases[name];
        if (!phase) {
            phase = new QTreeWidgetItem(this, {name});
            phase->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            phase->setFont(0, m_theme.font(TextRole::Strong));
            phase->setFirstColumnSpanned(true);
            phase->setSizeHint(0, QSize(0, m_theme.rowHeight()));
            phase->setData(0, phaseRole, text(task.phase));
            phase->setData(0, nameRole, name);
            if (m_draft.isPausedPhase(task.phase)) {
                phase->setIcon(0, markIcon(pauseSign));
                phase->setToolTip(0, tr("Pause point: the phase starts when you let it pass."));
            }
            order.append(phase);
        }
        const auto mark = marks.find(task.id);
        auto* item = addTask(phase, task, mark == marks.end() ? Mark::None : mark->second, what[task.id]);
        if (mark != marks.end() && mark->second == Mark::Removed) ++leaving[phase];
        if (selected.contains(text(task.id))) item->setSelected(true);
        if (task.id == current) found = item;
    };
    // As it would be, with what would go at its place.
    const Plan& plan = m_draft.plan();
    const Plan& candidate = m_draft.candidate();
    std::size_t next = 0;
    std::set<std::string> kept;
    for (const auto& task : candidate.tasks) kept.insert(task.id);
    std::map<std::string, const TaskSpec*> mine;
    for (const auto& task : plan.tasks) mine[task.id] = &task;
    for (const auto& task : candidate.tasks) {
        while (next < plan.tasks.size() && !kept.contains(plan.tasks[next].id)) add(plan.tasks[next++]);
        if (next < plan.tasks.size() && plan.tasks[next].id == task.id) ++next;
        const auto own = mine.find(task.id);
        add(own == mine.end() ? task : *own->second);
    }
    for (; next < plan.tasks.size(); ++next)
        if (!kept.contains(plan.tasks[next].id)) add(plan.tasks[next]);
    const bool large = candidate.tasks.size() > openUpTo;
    for (QTreeWidgetItem* phase : order) {
        const QString name = phase->text(0);
        phase->setExpanded(!large && !m_closed.contains(name));
        phase->setText(0, tr("%1 (%2)").arg(name, QLocale().toString(phase->childCount() - leaving.value(phase))));
        if (m_draft.isPausedPhase(phase->data(0, phaseRole).toString().toStdString()))
            phase->setData(0, Qt::AccessibleTextRole, tr("%1, pause point before it").arg(phase->text(0)));
    }
    for (QTreeWidgetItem* phase : order)
        if (currentPhase.isValid() && phase->data(0, phaseRole) == currentPhase) found = phase;
    if (found) setCurrentItem(found, 0, QItemSelectionModel::NoUpdate);
    else if (topLevelItemCount() > 0) {
        // Where it is gone, what stands at its place: no jump to the top.
        QTreeWidgetItem* near = topLevelItem(0);
        QTreeWidgetItemIterator it(this);
        for (int i = 0; i <= row && *it; ++i, ++it) near = *it;
        setCurrentItem(near, 0, QItemSelectionModel::NoUpdate);
    }
    verticalScrollBar()->setValue(scrolled);
    m_filling = false;
    quiet.unblock();
    emit currentItemChanged(currentItem(), nullptr);
    emit itemSelectionChanged();
}

std::string PlanTree::currentTask() const {
    return currentItem() ? currentItem()->data(0, idRole).toString().toStdString() : std::string();
}

bool PlanTree::hasProposedSelected() const {
    const auto& diff = m_draft.diff();
    const auto isIn = [](const std::vector<std::string>& list, const std::string& id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    const auto ids = selectedTasks();
    return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
        return isIn(diff.added, id) || isIn(diff.removed, id) ||
               std::any_of(diff.changed.begin(), diff.changed.end(), [&id](const auto& each) { return each.id == id; });
    });
}

std::vector<std::string> PlanTree::selectedTasks() const {
    std::vector<std::string> ids;
    const auto take = [&ids](const QTreeWidgetItem* item) {
        const std::string id = item->data(0, idRole).toString().toStdString();
        if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    for (int i = 0; i < topLevelItemCount(); ++i) {
        const QTreeWidgetItem* phase = topLevelItem(i);
        for (int k = 0; k < phase->childCount(); ++k)
            if (phase->isSelected() || phase->child(k)->isSelected()) take(phase->child(k));
    }
    if (ids.empty() && currentItem()) take(currentItem());
    return ids;
}

void PlanTree::select(const std::string& task) {
    for (int i = 0; i < topLevelItemCount(); ++i)
        for (int k = 0; k < topLevelItem(i)->childCount(); ++k)
            if (topLevelItem(i)->child(k)->data(0, idRole).toString().toStdString() == task) {
                clearSelection();
                setCurrentItem(topLevelItem(i)->child(k));
            }
}

void PlanTree::judge(const Result<void>& result) {
    if (result) return;
    // Tasks are called by their titles here, also where the core names them by their ids: in a circle.
    QString words = text(result.error().message);
    const auto circle = words.indexOf(QLatin1String("circle: "));
    if (circle >= 0) {
        QStringList names;
        for (const QString& id : words.mid(circle + 8).split(QLatin1String(" -> "))) {
            QString name = id;
            for (const TaskSpec& task : m_draft.plan().tasks)
                if (text(task.id) == id.trimmed()) name = text(task.title);
            names.append(name);
        }
        words = tr("Tasks would need each other in a circle: %1").arg(names.join(QStringLiteral(" \u2192 ")));
    }
    emit refused(tr("The plan stays as it is"), words);
}

void PlanTree::insertTask() {
    const auto id = m_draft.insert(currentTask(), {});
    if (!id) return emit refused(tr("The plan stays as it is"), text(id.error().message));
    select(*id);
    renameTask();
}

void PlanTree::renameTask() {
    const std::string id = currentTask();
    if (id.empty()) return;
    if (isVisible()) return editItem(currentItem(), 0);
    // Beside another form of the plan: no cell to type in.
    bool chosen = false;
    const QString title = QInputDialog::getText(window(), tr("Rename"), tr("Title of \u201c%1\u201d").arg(text(id)),
                                                QLineEdit::Normal, currentItem()->text(0), &chosen);
    if (chosen) judge(m_draft.rename(id, title));
}

void PlanTree::editInstruction() {
    const std::string id = currentTask();
    const auto& tasks = m_draft.plan().tasks;
    const auto task = std::find_if(tasks.begin(), tasks.end(), [&id](const TaskSpec& each) { return each.id == id; });
    if (task == tasks.end()) return;
    bool chosen = false;
    const QString words = QInputDialog::getMultiLineText(window(), tr("Instruction"),
                                                         tr("What \u201c%1\u201d is to do").arg(text(task->title)),
                                                         text(task->instruction), &chosen);
    if (chosen) judge(m_draft.instruct(id, words));
}

void PlanTree::removeTasks() {
    if (const auto ids = selectedTasks(); !ids.empty()) judge(m_draft.remove(ids));
}

void PlanTree::moveTask(int direction) {
    const std::string id = currentTask();
    if (id.empty()) return;
    std::vector<std::string> names;
    std::string now;
    for (const auto& task : m_draft.plan().tasks) {
        if (std::find(names.begin(), names.end(), task.phase) == names.end()) names.push_back(task.phase);
        if (task.id == id) now = task.phase;
    }
    const auto at = std::find(names.begin(), names.end(), now) - names.begin() + direction;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(names.size()))
        return emit refused(tr("The plan stays as it is"), direction > 0 ? tr("There is no phase after this one.")
                                                                         : tr("There is no phase before this one."));
    judge(m_draft.move(id, names[static_cast<std::size_t>(at)]));
}

void PlanTree::linkTask() {
    const std::string id = currentTask();
    const auto known = [&id](const TaskSpec& task) { return task.id == id; };
    if (std::none_of(m_draft.plan().tasks.begin(), m_draft.plan().tasks.end(), known)) return;
    const auto& tasks = m_draft.plan().tasks;
    if (tasks.size() < 2) return emit refused(tr("The plan stays as it is"), tr("There is no other task to link."));
    LinkDialog dialog(m_theme, m_draft.plan(), id, window());
    if (dialog.exec() == QDialog::Accepted && !dialog.chosen().empty())
        judge(m_draft.link(dialog.chosen(), id, !dialog.unlinks()));
}

void PlanTree::pauseTasks() {
    const QTreeWidgetItem* item = currentItem();
    if (item && !item->parent()) {
        const std::string phase = item->data(0, phaseRole).toString().toStdString();
        return judge(m_draft.setPhasePause(phase, !m_draft.isPausedPhase(phase)));
    }
    const auto ids = selectedTasks();
    const auto& tasks = m_draft.plan().tasks;
    const bool all = std::all_of(ids.begin(), ids.end(), [&tasks](const std::string& id) {
        return std::any_of(tasks.begin(), tasks.end(),
                           [&id](const TaskSpec& task) { return task.id == id && task.pauseBefore; });
    });
    judge(m_draft.setPause(ids, !all));
}

void PlanTree::acceptSelected() {
    if (const auto ids = selectedTasks(); !ids.empty()) judge(m_draft.accept(ids));
}

void PlanTree::rejectSelected() {
    if (const auto ids = selectedTasks(); !ids.empty()) m_draft.reject(ids);
}

void PlanTree::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
        case Qt::Key_Insert: return insertTask();
        case Qt::Key_Delete: return removeTasks();
        case Qt::Key_F2: return renameTask();
        case Qt::Key_BracketRight:
            if (control) return moveTask(1);
            break;
        case Qt::Key_BracketLeft:
            if (control) return moveTask(-1);
            break;
        case Qt::Key_L:
            if (event->modifiers() == Qt::NoModifier) return linkTask();
            break;
        case Qt::Key_P:
            if (event->modifiers() == Qt::NoModifier) return pauseTasks();
            break;
        default: break;
    }
    QTreeWidget::keyPressEvent(event);
}

}  // namespace skein::ui
