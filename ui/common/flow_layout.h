// FlowLayout: a row that wraps into further rows when it gets narrow, so that nothing is clipped at 200 % text.
// Items that can grow share what is left of their row. Thread: GUI.
#pragma once

#include <QLayout>
#include <QList>

namespace skein::ui {

class FlowLayout : public QLayout {
    Q_OBJECT
public:
    FlowLayout(QWidget* parent, int horizontalGap, int verticalGap);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), Mode::Measure); }
    QSize minimumSize() const override;
    QSize sizeHint() const override;
    void setGeometry(const QRect& rect) override;

private:
    enum class Mode { Measure, Place };
    int arrange(const QRect& rect, Mode mode) const;
    void placeRow(const QList<QLayoutItem*>& row, int left, int top, int width, int height) const;

    QList<QLayoutItem*> m_items;
    int m_horizontalGap;
    int m_verticalGap;
};

/// Gives a widget such a row without margins, and the height that its width asks for.
FlowLayout* flowIn(QWidget* holder, int horizontalGap, int verticalGap);

}  // namespace skein::ui
