package dev.gantry.engine;

/** A place among the open runs in the store: after this due time and id. */
record Position(long due, long id) implements Comparable<Position> {
    static final Position START = new Position(Long.MIN_VALUE, 0);
    static final Position END = new Position(Long.MAX_VALUE, Long.MAX_VALUE);

    static Position before(long due, long id) {
        return new Position(due, id - 1);
    }

    Position min(Position other) {
        return compareTo(other) <= 0 ? this : other;
    }

    @Override
    public int compareTo(Position other) {
        int byDue = Long.compare(due, other.due);
        return byDue != 0 ? byDue : Long.compare(id, other.id);
    }
}
