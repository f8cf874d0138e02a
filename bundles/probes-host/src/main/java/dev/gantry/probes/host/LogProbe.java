package dev.gantry.probes.host;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.api.detect.Status.WARN;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Range;
import dev.gantry.probes.Amount;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.PatientText;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * Counts the lines of a log that match, each line once: where it stopped is among the measurements
 * of its verdict, which the next look is handed. A component, so that one for all checks remembers
 * what does not answer. Thread-safe.
 */
@DetectorType(
        id = "log",
        title = "Log file",
        description =
                "Counts the lines written to a log since the last look that match a pattern, over"
                        + " rotation and truncation.")
@Component(service = Detector.class)
public final class LogProbe implements Detector<LogProbe.Config> {
    private static final String OFFSET = "log.offset.bytes:";
    private static final String FILE = "log.file.id:";

    /** Which log, and which lines. */
    public record Config(
            @Doc("The file that is written to, by its name that stays") Path target,
            @Doc("Regular expressions; a line counts in which one of them is found")
                    @Length(min = 1, max = 20)
                    List<String> patterns,
            @Doc("Regular expressions; a line does not count in which one of them is found")
                    @Length(max = 20)
                    List<String> ignore,
            @Doc("Warn at so many lines since the last look") @Default("1") @Range(min = 1)
                    int warnAt,
            @Doc("Critical at so many lines since the last look") @Range(min = 1)
                    Optional<Integer> criticalAt,
            @Doc("Whether the first look reads what is there already") @Default("false")
                    boolean fromStart,
            @Doc("How much is read in one look, in bytes; the rest is for the next")
                    @Default("16777216")
                    @Range(min = 65_536, max = 1_073_741_824)
                    long maxBytes,
            @Doc("Regular expressions; what they find is shown as *** in the reason")
                    @Length(max = 20)
                    List<String> hide) {}

    private final PathCalls calls = new PathCalls();

    /** Reads the logs of this machine. */
    @Activate
    public LogProbe() {}

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        Optional<LogTail.Position> before = context.previous().flatMap(v -> position(config, v));
        LogLines lines;
        LogTail.Read read;
        try {
            lines = new LogLines(config.patterns(), config.ignore(), config.hide(), context);
            read =
                    calls.call(
                            context,
                            config.target(),
                            () ->
                                    new LogTail(config.target(), config.maxBytes())
                                            .read(before, config.fromStart(), lines));
        } catch (PatternSyntaxException e) {
            return kept(
                    config,
                    before,
                    "%s is no regular expression: %s",
                    e.getPattern(),
                    e.getDescription());
        } catch (PatientText.TooSlow e) {
            return kept(
                    config,
                    before,
                    "%s could not be searched in time; make the patterns simpler or maxBytes less",
                    config.target());
        } catch (PathCalls.NoAnswer e) {
            return kept(
                    config,
                    before,
                    "%s %s%s",
                    config.target(),
                    e.getMessage(),
                    e.again() ? "" : "; if it is only large, make maxBytes less");
        } catch (NoSuchFileException e) {
            return kept(config, before, "%s does not exist", config.target());
        } catch (IOException e) {
            return kept(config, before, "%s cannot be read: %s", config.target(), Words.of(e));
        }
        return judge(config, before, lines, read);
    }

    private static Verdict judge(
            Config config, Optional<LogTail.Position> before, LogLines lines, LogTail.Read read) {
        Report report = keep(config, Optional.of(read.now()), new Report());
        report.measure("log.lines", lines.read());
        report.measure("log.matches", lines.matches());
        if (config.patterns().size() > 1) {
            for (int i = 0; i < config.patterns().size(); i++) {
                report.measure(
                        "log.matches:" + Words.line(config.patterns().get(i), 60),
                        lines.matches(i));
            }
        }
        report.measure("log.behind.bytes", read.behind());
        if (before.isEmpty() && !config.fromStart()) {
            report.say(OK, "%s is watched from here on", config.target());
        }
        long count = lines.matches();
        Status status =
                config.criticalAt().map(limit -> count >= limit).orElse(false)
                        ? CRITICAL
                        : count >= config.warnAt() ? WARN : OK;
        if (count > 0) {
            report.say(
                    status,
                    "%s of %s %s, of %d since the last look; the latest: %s",
                    Words.count(count, "line"),
                    config.target(),
                    count == 1 ? "matches" : "match",
                    lines.read(),
                    lines.latest());
        } else {
            report.say(
                    OK,
                    "no line of %s matches, of %d since the last look",
                    config.target(),
                    lines.read());
        }
        read.note().ifPresent(note -> report.say(OK, "%s", note));
        if (read.behind() > 0) {
            report.say(
                    WARN,
                    "%s is written faster than it is read: %s are left for the next look; raise"
                            + " maxBytes or shorten the interval",
                    config.target(),
                    Amount.BYTES.say(read.behind()));
        }
        return report.verdict();
    }

    /** Could not be told; the next look goes on where the one before this stopped. */
    private static Verdict kept(
            Config config, Optional<LogTail.Position> before, String format, Object... arguments) {
        return keep(config, before, new Report()).say(UNKNOWN, format, arguments).verdict();
    }

    private static Report keep(Config config, Optional<LogTail.Position> at, Report report) {
        at.ifPresent(
                position ->
                        report.measure(FILE + config.target(), position.file())
                                .measure(OFFSET + config.target(), position.offset()));
        return report;
    }

    private static Optional<LogTail.Position> position(Config config, Verdict before) {
        Double file = before.measurements().get(FILE + config.target());
        Double offset = before.measurements().get(OFFSET + config.target());
        return file == null || offset == null
                ? Optional.empty()
                : Optional.of(new LogTail.Position(file.intValue(), offset.longValue()));
    }
}
