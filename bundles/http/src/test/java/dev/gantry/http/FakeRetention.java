package dev.gantry.http;

import dev.gantry.spi.retention.Pruning;
import dev.gantry.spi.retention.Retention;
import dev.gantry.spi.retention.RetentionRule;
import dev.gantry.spi.retention.TaskRetention;
import dev.gantry.spi.run.GantryException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Rules in memory. */
final class FakeRetention implements Retention {
    private static final RetentionRule DEFAULTS =
            new RetentionRule(Duration.ofDays(30), Duration.ofDays(90), 1000L, 0L);

    final Map<String, TaskRetention> tasks = new TreeMap<>();
    Pruning last;

    @Override
    public RetentionRule defaults() {
        return DEFAULTS;
    }

    @Override
    public List<TaskRetention> list() {
        return List.copyOf(tasks.values());
    }

    @Override
    public TaskRetention of(String task) {
        return tasks.getOrDefault(
                task, new TaskRetention(task, null, 0, null, null, DEFAULTS, 0, 0, null));
    }

    @Override
    public TaskRetention put(String task, RetentionRule rule, OptionalLong expected, String by) {
        long version = of(task).version();
        if (expected.isPresent() && expected.getAsLong() != version) {
            throw new GantryException(GantryException.Code.CONFLICT, "changed meanwhile");
        }
        TaskRetention set =
                new TaskRetention(
                        task,
                        rule,
                        version + 1,
                        Fakes.NOW,
                        by,
                        rule.over(DEFAULTS),
                        7,
                        700,
                        Fakes.NOW);
        tasks.put(task, set);
        return set;
    }

    @Override
    public void delete(String task, OptionalLong expected) {
        if (tasks.remove(task) == null) {
            throw new GantryException(GantryException.Code.NOT_FOUND, "no rule of its own");
        }
    }

    @Override
    public Pruning run(boolean dryRun) {
        Pruning made =
                new Pruning(
                        dryRun,
                        Fakes.NOW,
                        Duration.ofMillis(5),
                        List.of(new Pruning.Of("a.b", 3, 300)));
        if (!dryRun) {
            last = made;
        }
        return made;
    }

    @Override
    public Optional<Pruning> last() {
        return Optional.ofNullable(last);
    }
}
