package dev.gantry.probes.host;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.api.detect.Status.WARN;
import static dev.gantry.probes.Amount.BYTES;
import static dev.gantry.probes.Amount.SECONDS;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;
import dev.gantry.probes.Limits;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.PatientText;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Judges a file, or the newest of several: there, fresh, large enough, as expected. A component, so
 * that one for all checks remembers what does not answer. Thread-safe.
 */
@DetectorType(
        id = "file",
        title = "File",
        description =
                "Judges a file or the newest match in a folder: whether it is there, its age, its size,"
                        + " its content, and whether it still grows.")
@Component(service = Detector.class)
public final class FileProbe implements Detector<FileProbe.Config> {
    private static final String SIZE = "file.size.bytes";
    private static final String NAME = "file.name.hash";

    /** Which file, and what is expected of it. */
    public record Config(
            @Doc("A file, or with `glob` the folder that it is in") Path target,
            @Doc(
                            "File names in the folder, such as backup-*.tar.gz; ** goes through all folders below")
                    @Default("")
                    String glob,
            @Doc("Whether it has to be there; false: it must not be there") @Default("true")
                    boolean exists,
            @Doc("Warn when the newest was written longer ago than this")
                    Optional<Duration> ageWarn,
            @Doc("Critical when the newest was written longer ago than this")
                    Optional<Duration> ageCritical,
            @Doc("Critical when it is smaller than this, in bytes") @Range(min = 0)
                    Optional<Long> minSize,
            @Doc("Critical when it is larger than this, in bytes") @Range(min = 0)
                    Optional<Long> maxSize,
            @Doc("Regular expression that has to be found in it") Optional<String> contains,
            @Doc("Regular expression that must not be found in it") Optional<String> lacks,
            @Doc("How much of its beginning is searched, in bytes")
                    @Default("1048576")
                    @Range(min = 1, max = 67_108_864)
                    int searched,
            @Doc("Warn when it has not grown since the last look") @Default("false")
                    boolean growing) {}

    private final PathCalls calls;

    /** Looks at the files of this machine. */
    @Activate
    public FileProbe() {
        this(new PathCalls());
    }

    FileProbe(PathCalls calls) {
        this.calls = calls;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        Newest.Match match;
        try {
            match =
                    calls.call(
                            context,
                            config.target(),
                            () -> new Newest(context).of(config.target(), config.glob()));
        } catch (PatternSyntaxException e) {
            return Report.of(
                    UNKNOWN, "glob %s is none: %s", config.glob(), Words.line(e.getMessage(), 200));
        } catch (IOException e) {
            return Report.of(UNKNOWN, "%s cannot be read: %s", config.target(), Words.of(e));
        } catch (PathCalls.NoAnswer e) {
            return Report.of(
                    UNKNOWN,
                    "%s %s%s",
                    config.target(),
                    e.getMessage(),
                    e.again() || config.glob().isEmpty()
                            ? ""
                            : "; if there are only too many files, name a smaller folder");
        }
        Report report = new Report().measure("file.count", match.count());
        if (match.newest().isEmpty()) {
            String what = what(config);
            return report.say(
                            config.exists() ? CRITICAL : OK,
                            config.exists()
                                    ? "%s does not exist"
                                    : "%s does not exist, as it should",
                            what)
                    .verdict();
        }
        Newest.Seen seen = match.newest().get();
        if (!config.exists()) {
            return report.say(CRITICAL, "%s exists; it must not", seen.path()).verdict();
        }
        report.say(OK, "%s is there", seen.path());
        age(config, seen, context, report);
        size(config, seen, context.previous(), report);
        if (config.contains().isPresent() || config.lacks().isPresent()) {
            content(config, seen.path(), context, report);
        }
        return report.verdict();
    }

    private static String what(Config config) {
        return config.glob().isEmpty()
                ? config.target().toString()
                : "a file " + config.glob() + " in " + config.target();
    }

    private static void age(Config config, Newest.Seen seen, CheckContext context, Report report) {
        double age =
                Math.max(
                        0,
                        Duration.between(seen.written(), context.clock().instant()).toMillis()
                                / 1e3);
        report.measure("file.age.seconds", age);
        report.judge(
                Limits.above(
                        config.ageWarn().map(limit -> limit.toMillis() / 1e3),
                        config.ageCritical().map(limit -> limit.toMillis() / 1e3)),
                age,
                SECONDS,
                "%s was written %s ago".formatted(seen.path(), SECONDS.say(age)));
    }

    private static void size(
            Config config, Newest.Seen seen, Optional<Verdict> previous, Report report) {
        report.measure(SIZE, seen.size());
        int name = seen.path().toString().hashCode();
        report.measure(NAME, name);
        config.minSize()
                .filter(limit -> seen.size() < limit)
                .ifPresent(
                        limit ->
                                report.say(
                                        CRITICAL,
                                        "%s has %s; critical below %s",
                                        seen.path(),
                                        BYTES.say(seen.size()),
                                        BYTES.say(limit)));
        config.maxSize()
                .filter(limit -> seen.size() > limit)
                .ifPresent(
                        limit ->
                                report.say(
                                        CRITICAL,
                                        "%s has %s; critical above %s",
                                        seen.path(),
                                        BYTES.say(seen.size()),
                                        BYTES.say(limit)));
        boolean same =
                previous.map(before -> before.measurements().get(NAME))
                        .map(before -> before == name)
                        .orElse(false);
        Optional<Double> before = previous.map(verdict -> verdict.measurements().get(SIZE));
        if (config.growing() && same && before.isPresent() && seen.size() <= before.get()) {
            report.say(
                    WARN,
                    "%s has not grown since the last look, it has %s",
                    seen.path(),
                    BYTES.say(seen.size()));
        }
    }

    private void content(Config config, Path file, CheckContext context, Report report)
            throws Exception {
        try {
            Optional<String> read = calls.call(context, file, () -> beginning(file, config));
            if (read.isEmpty()) {
                report.say(UNKNOWN, "%s is no regular file, its content is not searched", file);
                return;
            }
            String text = read.get();
            if (config.contains().isPresent() && !found(config.contains().get(), text, context)) {
                report.say(
                        CRITICAL,
                        "%s does not contain %s",
                        file,
                        Words.line(config.contains().get(), 100));
            }
            if (config.lacks().isPresent() && found(config.lacks().get(), text, context)) {
                report.say(CRITICAL, "%s contains %s", file, Words.line(config.lacks().get(), 100));
            }
        } catch (PatternSyntaxException e) {
            report.say(
                    UNKNOWN, "%s is no regular expression: %s", e.getPattern(), e.getDescription());
        } catch (PatientText.TooSlow e) {
            report.say(UNKNOWN, "%s was not searched to its end: %s", file, e.getMessage());
        } catch (IOException e) {
            report.say(UNKNOWN, "%s cannot be read: %s", file, Words.of(e));
        } catch (PathCalls.NoAnswer e) {
            report.say(UNKNOWN, "%s %s", file, e.getMessage());
        }
    }

    private static Optional<String> beginning(Path file, Config config) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            return Optional.of(
                    new String(in.readNBytes(config.searched()), StandardCharsets.UTF_8));
        }
    }

    private static boolean found(String pattern, String text, CheckContext context) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(PatientText.of(text, context))
                .find();
    }
}
