package dev.gantry.detection.assess;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Condition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Seats the judges of a check, who know of the past what is on disk. Thread-safe. */
public final class Memory {
    private final BiFunction<String, Integer, List<CheckVerdict>> past;

    /**
     * @param past the latest verdicts of a check, at most so many, the newest first
     */
    public Memory(BiFunction<String, Integer, List<CheckVerdict>> past) {
        this.past = past;
    }

    Bench bench(Check check) {
        List<Voter> voters = new ArrayList<>();
        boolean looksBack = false;
        for (Condition condition : check.spec().judging().conditions()) {
            switch (condition) {
                case Condition.Threshold threshold -> {
                    voters.add(new Thresholds(threshold));
                    looksBack |= threshold.over().isPositive();
                }
                case Condition.Unusual unusual ->
                        throw new IllegalStateException("not yet: " + unusual);
            }
        }
        Bench bench = new Bench(check, voters);
        if (looksBack) {
            past.apply(check.id(), Window.MOST).reversed().forEach(bench::remember);
        }
        return bench;
    }

    void keep(String check, Bench bench) {}
}
