package dev.gantry.engine;

/** Lets no attempt of a task type begin while its breaker is open. Guarded by the queue. */
final class BreakerGate extends Gate {
    private volatile String shut;

    BreakerGate(String task) {
        super("task type " + task + ", which is tried after too many failures,");
    }

    /**
     * Sets what goes through.
     *
     * @param why nothing does, or {@code null}
     * @param trials how many attempts may run at one time; 0 for any number
     */
    void set(String why, int trials) {
        shut = why;
        limit(trials);
    }

    @Override
    boolean full() {
        return shut != null || super.full();
    }

    @Override
    String reason() {
        String why = shut;
        return why == null ? super.reason() : why;
    }

    @Override
    boolean given() {
        return false;
    }
}
