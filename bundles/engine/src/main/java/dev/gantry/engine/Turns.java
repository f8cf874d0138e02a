package dev.gantry.engine;

/**
 * Whose turn it is where service classes wait for one thing: of {@value #TURN} starts in a row at
 * least one is of each class that waits. Guarded by {@link ReadyQueue}.
 */
final class Turns {

    /** Of so many starts in a row, one is of each class that waits. */
    static final int TURN = 20;

    static final int CLASSES = 3;

    private final int[] waiting = new int[CLASSES];
    private final int[] passed = new int[CLASSES];

    /** A run of a class waits. */
    void add(int sla) {
        waiting[sla]++;
    }

    /** A run of a class waits no more. */
    void remove(int sla) {
        waiting[sla]--;
    }

    /** Whether a class is next, although others go before it. */
    boolean due(int sla) {
        return passed[sla] >= TURN - CLASSES + sla;
    }

    /** A run of a class starts, and waits no more. */
    void started(int sla) {
        for (int other = 0; other < CLASSES; other++) {
            boolean waits = other != sla && waiting[other] > 0;
            passed[other] = waits ? Math.min(TURN, passed[other] + 1) : 0;
        }
    }
}
