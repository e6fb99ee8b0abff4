#include "ui/graph/accessible_graph.h"

#include <QPointer>

namespace skein::ui {

namespace {

class Item : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    Item(GraphCanvas* canvas, int index) : m_canvas(canvas), m_index(index) {}
    int index() const { return m_index; }

    bool isValid() const override { return m_canvas && m_index < m_canvas->scene().items.size(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    QAccessibleInterface* parent() const override {
        return m_canvas ? QAccessible::queryAccessibleInterface(m_canvas) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QString text(QAccessible::Text kind) const override {
        return isValid() && kind == QAccessible::Name ? m_canvas->itemText(m_index) : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override {
        if (!isValid()) return {};
        const QRectF world = m_canvas->scene().items[m_index].rect;
        const QRect place = QRectF(m_canvas->toView(world.topLeft()), m_canvas->toView(world.bottomRight())).toRect();
        return {m_canvas->viewport()->mapToGlobal(place.topLeft()), place.size()};
    }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessible::State state() const override {
        QAccessible::State state;
        state.invalid = !isValid();
        if (state.invalid) return state;
        const bool current = m_canvas->currentItem() == m_index;
        state.selectable = state.focusable = true;
        state.selected = current || m_canvas->isMarked(m_index);
        state.focused = current && m_canvas->hasFocus();
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }

    QStringList actionNames() const override { return {setFocusAction(), pressAction()}; }
    void doAction(const QString& name) override {
        if (!isValid()) return;
        m_canvas->selectItem(m_index);
        if (name == pressAction()) m_canvas->activateItem(m_index);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    QPointer<GraphCanvas> m_canvas;
    int m_index;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    auto* canvas = qobject_cast<GraphCanvas*>(object);
    return canvas ? new AccessibleGraph(canvas) : nullptr;
}

}  // namespace

AccessibleGraph::AccessibleGraph(GraphCanvas* canvas) : QAccessibleWidget(canvas, QAccessible::List) {
    QObject::connect(canvas, &GraphCanvas::laidOut, canvas, [this] { forget(); });
}
AccessibleGraph::~AccessibleGraph() { forget(); }

void AccessibleGraph::install() { QAccessible::installFactory(make); }

void AccessibleGraph::forget() const {
    for (const QAccessible::Id id : std::exchange(m_items, {})) QAccessible::deleteAccessibleInterface(id);
}

QAccessibleInterface* AccessibleGraph::item(int index) const {
    if (const auto known = m_items.constFind(index); known != m_items.cend())
        return QAccessible::accessibleInterface(*known);
    auto* made = new Item(canvas(), index);
    m_items.insert(index, QAccessible::registerAccessibleInterface(made));
    return made;
}

int AccessibleGraph::childCount() const { return static_cast<int>(canvas()->visibleItems(mostChildren).size()); }

QAccessibleInterface* AccessibleGraph::child(int index) const {
    return item(canvas()->visibleItems(mostChildren).value(index, std::numeric_limits<int>::max()));
}

QAccessibleInterface* AccessibleGraph::childAt(int x, int y) const {
    for (const int index : canvas()->visibleItems(mostChildren))
        if (auto* found = item(index); found->rect().contains(x, y)) return found;
    return nullptr;
}

QAccessibleInterface* AccessibleGraph::focusChild() const {
    return canvas()->currentItem() >= 0 ? item(canvas()->currentItem()) : nullptr;
}

int AccessibleGraph::indexOfChild(const QAccessibleInterface* child) const {
    if (!child || child->parent() != this) return -1;
    return static_cast<int>(canvas()->visibleItems(mostChildren).indexOf(static_cast<const Item*>(child)->index()));
}

}  // namespace skein::ui
