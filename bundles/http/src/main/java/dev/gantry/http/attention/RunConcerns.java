package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.statistics.RunCensus;
import dev.gantry.spi.statistics.Statistics;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.ArrayList;
import java.util.List;

/** Dead letters and blocked runs, by task type. */
@Component
public final class RunConcerns implements ConcernSource {
    private final Statistics statistics;
    private final RunCensus census;

    /** Over what is counted. */
    @Activate
    public RunConcerns(@Reference Statistics statistics, @Reference RunCensus census) {
        this.statistics = statistics;
        this.census = census;
    }

    @Override
    public List<Concern> concerns() {
        List<Concern> found = new ArrayList<>();
        for (Statistics.Letters letters : statistics.deadLetters()) {
            found.add(
                    new Concern(
                            "dead-letters",
                            Severity.WARN,
                            runs(letters.runs(), "dead letter", "dead letters")
                                    + " of "
                                    + letters.task(),
                            "The newest one is run " + letters.newest() + ".",
                            "Rerun or dismiss them, one by one or in bulk.",
                            "/runs?deadLetter=true&task=" + Concern.encoded(letters.task()),
                            letters.since()));
        }
        for (RunCensus.Blocked blocked : census.blocked()) {
            found.add(
                    new Concern(
                            "runs-blocked",
                            Severity.CRITICAL,
                            runs(blocked.runs(), "run", "runs")
                                    + " of "
                                    + blocked.task()
                                    + " blocked",
                            blocked.reason() == null
                                    ? "No active plugin offers the task type."
                                    : blocked.reason(),
                            "They begin by themselves once a plugin offers the task type; or cancel"
                                    + " them.",
                            "/runs?state=blocked&task=" + Concern.encoded(blocked.task()),
                            blocked.since()));
        }
        return found;
    }

    private static String runs(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
