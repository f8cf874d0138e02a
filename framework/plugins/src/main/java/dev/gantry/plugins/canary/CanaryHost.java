package dev.gantry.plugins.canary;

/**
 * Does what a {@link CanaryWatch} decides. Called on the thread that calls the watch, and without
 * locks. What throws is asked for again with the next tick.
 */
public interface CanaryHost {

    /**
     * New work is split like this from now on: at the start, with each next step, and after a
     * restart.
     *
     * @param state what to keep until the canary ends, for {@link CanaryWatch#resume}
     * @param text one sentence for the history, as {@code canary}
     */
    void step(Canary canary, Split split, String state, String text);

    /**
     * All new work goes to the canary; the control drains. Calls {@link CanaryWatch#end}.
     *
     * @param text why, one sentence for the history, as {@code promoted}
     */
    void promote(Canary canary, String text);

    /**
     * All new work goes to the control; the canary drains. Calls {@link CanaryWatch#end}.
     *
     * @param text why, one sentence for the history, as {@code rolled-back}
     */
    void rollBack(Canary canary, String text);

    /**
     * A person has to decide: there is too little work to judge by. The canary goes on as it is.
     *
     * @param text one sentence for the history, as {@code canary}
     */
    void stuck(Canary canary, String text);
}
