package dev.gantry.probes.host;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.api.detect.Status.WARN;
import static dev.gantry.probes.Amount.BYTES;
import static dev.gantry.probes.Amount.RATIO;
import static dev.gantry.probes.Amount.SECONDS;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Range;
import dev.gantry.probes.Limits;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.PatientText;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Says whether processes run, how many, for how long, and what they take. A component, so that one
 * for all checks remembers what does not answer. Thread-safe.
 */
@DetectorType(
        id = "process",
        title = "Process",
        description =
                "Says whether a process runs, found by its pid file, its name, its command line or its"
                        + " systemd unit: how many, since when, with how much memory and open files.")
@Component(service = Detector.class)
public final class ProcessProbe implements Detector<ProcessProbe.Config> {
    private static final int SHOWN = 5;

    /** Which processes, and what is expected of them; all that is given has to fit. */
    public record Config(
            @Doc("File with the process's id") Optional<Path> pidFile,
            @Doc("Name of the program, whole: that of its file or that it gave itself")
                    @Length(min = 1)
                    Optional<String> name,
            @Doc("Regular expression to be found in the command line") @Length(min = 1)
                    Optional<String> commandLine,
            @Doc("systemd unit, as in nginx.service") @Length(min = 1) Optional<String> unit,
            @Doc("Critical with fewer processes than this") @Default("1") @Range(min = 0) int min,
            @Doc("Critical with more processes than this") @Range(min = 0) Optional<Integer> max,
            @Doc("Warn when the youngest runs for less than this: it was restarted")
                    Optional<Duration> minAge,
            @Doc("Warn when the oldest runs for longer than this: it hangs")
                    Optional<Duration> maxAge,
            @Doc("Warn when they hold more memory than this together, in bytes") @Range(min = 0)
                    Optional<Long> memoryWarn,
            @Doc("Critical when they hold more memory than this together, in bytes") @Range(min = 0)
                    Optional<Long> memoryCritical,
            @Doc("Warn when one has more of its allowed open files than this")
                    @Range(min = 0, max = 1)
                    Optional<Double> filesWarn,
            @Doc("Critical when one has more of its allowed open files than this")
                    @Range(min = 0, max = 1)
                    Optional<Double> filesCritical) {}

    private final Processes processes;
    private final PathCalls calls = new PathCalls();

    /** Looks at the processes of this machine. */
    @Activate
    public ProcessProbe() {
        this(new Processes(Path.of("/proc"), Path.of("/sys/fs/cgroup")));
    }

    ProcessProbe(Processes processes) {
        this.processes = processes;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        boolean nothing =
                config.pidFile().isEmpty()
                        && config.name().isEmpty()
                        && config.commandLine().isEmpty()
                        && config.unit().isEmpty();
        if (nothing) {
            return Report.of(
                    UNKNOWN, "which process? give one of pidFile, name, commandLine and unit");
        }
        List<Processes.Found> found;
        try {
            found = find(config, context);
        } catch (PatternSyntaxException e) {
            return Report.of(
                    UNKNOWN, "commandLine is no regular expression: %s", e.getDescription());
        } catch (PatientText.TooSlow e) {
            return Report.of(UNKNOWN, "commandLine: %s", e.getMessage());
        } catch (Processes.Untold e) {
            return Report.of(UNKNOWN, "%s", e.getMessage());
        } catch (PathCalls.NoAnswer e) {
            return Report.of(UNKNOWN, "the pid file %s %s", pidFile(config), e.getMessage());
        } catch (IOException e) {
            return Report.of(
                    config.min() == 0 ? OK : CRITICAL,
                    "%s does not run: its pid file %s cannot be read, %s",
                    what(config),
                    pidFile(config),
                    Words.of(e));
        }
        Report report = new Report();
        count(config, found, report);
        if (!found.isEmpty()) {
            ages(config, found, context, report);
            memory(config, found, report);
            files(config, found, report);
        }
        return report.verdict();
    }

    private List<Processes.Found> find(Config config, CheckContext context) throws Exception {
        Optional<Pattern> line = config.commandLine().map(Pattern::compile);
        List<Processes.Found> found = new ArrayList<>();
        for (long pid : candidates(config, context)) {
            context.cancellation().check();
            processes
                    .look(pid)
                    .filter(each -> config.name().map(each::isNamed).orElse(true))
                    .filter(
                            each ->
                                    line.map(
                                                    pattern ->
                                                            pattern.matcher(
                                                                            PatientText.of(
                                                                                    each
                                                                                            .commandLine(),
                                                                                    context))
                                                                    .find())
                                            .orElse(true))
                    .ifPresent(found::add);
        }
        return found;
    }

    private List<Long> candidates(Config config, CheckContext context) throws Exception {
        Optional<List<Long>> both = Optional.empty();
        if (config.pidFile().isPresent()) {
            Path file = config.pidFile().get();
            both = Optional.of(List.of(calls.call(context, file, () -> Processes.pid(file))));
        }
        if (config.unit().isPresent()) {
            List<Long> unit = processes.ofUnit(config.unit().get());
            both =
                    Optional.of(
                            both.map(file -> file.stream().filter(unit::contains).toList())
                                    .orElse(unit));
        }
        return both.orElseGet(processes::all);
    }

    private static void count(Config config, List<Processes.Found> found, Report report) {
        int count = found.size();
        report.measure("process.count", count);
        String pids =
                found.stream()
                        .limit(SHOWN)
                        .map(each -> Long.toString(each.pid()))
                        .collect(Collectors.joining(", "));
        String which = count == 0 ? "" : " (pid " + pids + (count > SHOWN ? ", …" : "") + ")";
        if (count == 0 && config.min() > 0) {
            report.say(
                    CRITICAL,
                    "%s does not run%s",
                    what(config),
                    config.min() > 1 ? "; at least " + config.min() + " are expected" : "");
        } else if (count < config.min()) {
            report.say(
                    CRITICAL,
                    "%s runs only %s%s; at least %d are expected",
                    what(config),
                    Words.count(count, "time"),
                    which,
                    config.min());
        } else if (config.max().isPresent() && count > config.max().get()) {
            report.say(
                    CRITICAL,
                    "%s runs %s%s; at most %d are expected",
                    what(config),
                    Words.count(count, "time"),
                    which,
                    config.max().get());
        } else if (count == 0) {
            report.say(OK, "%s does not run, as it should", what(config));
        } else {
            report.say(OK, "%s runs%s", what(config), which);
        }
    }

    private static void ages(
            Config config, List<Processes.Found> found, CheckContext context, Report report) {
        List<Double> ages =
                found.stream()
                        .flatMap(each -> each.age(context.clock().instant()).stream())
                        .sorted()
                        .toList();
        if (ages.isEmpty()) {
            if (config.minAge().isPresent() || config.maxAge().isPresent()) {
                report.say(UNKNOWN, "this system does not tell how long a process runs");
            }
            return;
        }
        double youngest = ages.getFirst();
        double oldest = ages.getLast();
        report.measure("process.age.min.seconds", youngest);
        report.measure("process.age.max.seconds", oldest);
        config.minAge()
                .filter(limit -> youngest < limit.toMillis() / 1e3)
                .ifPresent(
                        limit ->
                                report.say(
                                        WARN,
                                        "%s was started %s ago; warn below %s",
                                        what(config),
                                        SECONDS.say(youngest),
                                        SECONDS.say(limit.toMillis() / 1e3)));
        config.maxAge()
                .filter(limit -> oldest > limit.toMillis() / 1e3)
                .ifPresent(
                        limit ->
                                report.say(
                                        WARN,
                                        "%s runs since %s; warn above %s",
                                        what(config),
                                        SECONDS.say(oldest),
                                        SECONDS.say(limit.toMillis() / 1e3)));
    }

    private void memory(Config config, List<Processes.Found> found, Report report) {
        Limits limits =
                Limits.above(
                        config.memoryWarn().map(Long::doubleValue),
                        config.memoryCritical().map(Long::doubleValue));
        List<Long> told = found.stream().flatMap(each -> processes.memory(each).stream()).toList();
        if (told.isEmpty()) {
            if (limits.any()) {
                report.say(
                        UNKNOWN,
                        "this system does not tell the memory of a process (no /proc/PID/status)");
            }
            return;
        }
        double bytes = told.stream().mapToDouble(Long::doubleValue).sum();
        report.measure("process.memory.bytes", bytes);
        report.judge(limits, bytes, BYTES, what(config) + " holds " + BYTES.say(bytes));
    }

    private void files(Config config, List<Processes.Found> found, Report report) {
        Limits limits = Limits.above(config.filesWarn(), config.filesCritical());
        Optional<Processes.OpenFiles> worst =
                found.stream()
                        .flatMap(each -> processes.files(each).stream())
                        .max((a, b) -> Double.compare(a.ratio(), b.ratio()));
        if (worst.isEmpty()) {
            if (limits.any()) {
                report.say(
                        UNKNOWN,
                        "the open files of %s cannot be read: Gantry has to run as the same user, on"
                                + " a system with /proc",
                        what(config));
            }
            return;
        }
        Processes.OpenFiles files = worst.get();
        report.measure("process.files", files.open());
        report.measure("process.files.ratio", files.ratio());
        report.judge(
                limits,
                files.ratio(),
                RATIO,
                "%s has %d of %d files open, %s"
                        .formatted(
                                what(config),
                                files.open(),
                                files.allowed(),
                                RATIO.say(files.ratio())));
    }

    private static String pidFile(Config config) {
        return config.pidFile().map(Path::toString).orElse("-");
    }

    private static String what(Config config) {
        return config.unit()
                .or(config::name)
                .or(() -> config.commandLine().map(line -> "`" + Words.line(line, 80) + "`"))
                .or(() -> config.pidFile().map(file -> "the process of " + file))
                .orElse("the process");
    }
}
