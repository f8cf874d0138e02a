package dev.gantry.retention;

import dev.gantry.spi.retention.RetentionRule;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredRule;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The rules of task types, which are on disk only. Thread-safe. */
final class Rules {
    private final RetentionStore store;
    private final RetentionRule defaults;
    private final InstantSource clock;
    private final RuleJson json = new RuleJson();

    Rules(RetentionStore store, RetentionRule defaults, InstantSource clock) {
        this.store = store;
        this.defaults = defaults;
        this.clock = clock;
    }

    RetentionRule defaults() {
        return defaults;
    }

    Map<String, StoredRule> stored() {
        Map<String, StoredRule> found = new HashMap<>();
        store.rules().forEach(rule -> found.put(rule.task(), rule));
        return found;
    }

    RetentionRule rule(StoredRule stored) {
        return json.rule(stored.rule());
    }

    Policy policy() {
        Map<String, RetentionRule> rules = new HashMap<>();
        stored().forEach((task, stored) -> rules.put(task, rule(stored)));
        return new Policy(defaults, rules);
    }

    void put(String task, RetentionRule rule, OptionalLong expected, String by) {
        StoredRule before = stored().get(task);
        long version = before == null ? 0 : before.version();
        StoredRule next = new StoredRule(task, json.text(rule), version + 1, clock.millis(), by);
        if (expected.isPresent() && expected.getAsLong() != version
                || !Futures.join(store.put(next))) {
            throw changed(task);
        }
    }

    void delete(String task, OptionalLong expected) {
        StoredRule before = stored().get(task);
        if (before == null) {
            throw new GantryException(
                    GantryException.Code.NOT_FOUND,
                    "Task type " + task + " has no rule of its own; the default holds for it");
        }
        if (expected.isPresent() && expected.getAsLong() != before.version()
                || !Futures.join(store.delete(task, before.version()))) {
            throw changed(task);
        }
    }

    private static GantryException changed(String task) {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "The rule of task type "
                        + task
                        + " was changed meanwhile; read it again and repeat the change");
    }
}
