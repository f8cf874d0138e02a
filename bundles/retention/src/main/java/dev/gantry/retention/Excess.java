package dev.gantry.retention;

import dev.gantry.spi.retention.RetentionRule;
import dev.gantry.spi.store.PastRun;

import java.util.HashMap;
import java.util.Map;

/** How much has to go to make room, by group of task types. For one thread. */
final class Excess {
    private static final class Amount {
        private long runs;
        private long bytes;

        boolean any() {
            return runs > 0 || bytes > 0;
        }
    }

    private final Policy policy;
    private final Map<String, Amount> groups = new HashMap<>();

    Excess(Policy policy, Map<String, Ledger.Total> totals) {
        this.policy = policy;
        totals.forEach(
                (task, total) -> {
                    Amount amount =
                            groups.computeIfAbsent(policy.group(task), group -> new Amount());
                    amount.runs += total.runs();
                    amount.bytes += total.bytes();
                });
        groups.forEach(
                (group, amount) -> {
                    RetentionRule rule = policy.ofGroup(group);
                    amount.runs = rule.runs() == 0 ? 0 : amount.runs - rule.runs();
                    amount.bytes = rule.bytes() == 0 ? 0 : amount.bytes - rule.bytes();
                });
    }

    /** Whether runs of a task type have to go. */
    boolean of(String task) {
        Amount amount = groups.get(policy.group(task));
        return amount != null && amount.any();
    }

    /** A run goes. */
    void take(PastRun run) {
        Amount amount = groups.get(policy.group(run.task()));
        if (amount != null) {
            amount.runs--;
            amount.bytes -= run.bytes();
        }
    }
}
