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
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Secret;
import dev.gantry.probes.Amount;
import dev.gantry.probes.Masks;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a program and judges by how it ends. No shell is in between. A component, so that one for
 * all checks remembers what does not answer. Thread-safe.
 */
@DetectorType(
        id = "command",
        title = "Command",
        description =
                "Runs a program and judges by its exit code, or as Nagios and Icinga do by what a"
                        + " plugin for them says.")
@Component(service = Detector.class)
@Needs(secrets = true, processes = "*", files = "/")
public final class Command implements Detector<Command.Config> {
    private static final int SHOWN = 300;

    /** What to run, and how to read it. */
    public record Config(
            @Doc("Program and arguments, one element each") @Length(min = 1) List<String> target,
            @Doc("How to read its end: exit codes as listed below, or the format of Nagios plugins")
                    @Default("EXIT_CODE")
                    Format format,
            @Doc("Exit codes that mean ok; not with the format of Nagios") @Default("[0]")
                    Set<Integer> ok,
            @Doc("Exit codes that mean warn; all others mean critical") Set<Integer> warn,
            @Doc("Working folder; by default that of Gantry") Optional<Path> directory,
            @Doc("Variables to add to Gantry's own environment") Map<String, String> environment,
            @Doc("Variables to add that are not shown") @Secret Map<String, String> secrets) {}

    /** How an end is read. */
    public enum Format {
        /** By the exit code alone. */
        EXIT_CODE,
        /** 0, 1, 2, 3 for ok, warn, critical, unknown; the first line says why, and has numbers. */
        NAGIOS
    }

    private final PathCalls calls;

    /** Runs programs of this machine. */
    @Activate
    public Command() {
        this(new PathCalls());
    }

    Command(PathCalls calls) {
        this.calls = calls;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        Masks masks = Masks.of(config.secrets().values());
        Execution.Ended ended;
        try {
            ended = new Execution(config, context, calls).run();
        } catch (NotDirectoryException e) {
            return Report.of(UNKNOWN, "directory: %s is no folder", e.getFile());
        } catch (PathCalls.NoAnswer e) {
            return Report.of(
                    UNKNOWN,
                    "cannot start %s: %s %s",
                    name(config),
                    config.directory().map(Path::toString).orElse("its file"),
                    e.getMessage());
        } catch (IOException e) {
            return Report.of(
                    UNKNOWN,
                    "cannot start %s: %s; is it installed and on the path of Gantry?",
                    name(config),
                    masks.hide(Words.of(e)));
        }
        if (ended.code().isEmpty()) {
            return Report.of(
                    CRITICAL,
                    "%s did not end within %s; it was ended%s",
                    name(config),
                    Amount.SECONDS.say(ended.seconds()),
                    ended.children() == 0
                            ? ""
                            : " with "
                                    + (ended.children() == 1
                                            ? "its child"
                                            : "its " + ended.children() + " children"));
        }
        Report report = new Report().measure("command.seconds", ended.seconds());
        report.measure("command.exit.code", ended.code().get());
        if (config.format() == Format.NAGIOS) {
            nagios(config, ended, masks, report);
        } else {
            byCode(config, ended, masks, report);
        }
        return report.verdict();
    }

    private static void byCode(Config config, Execution.Ended ended, Masks masks, Report report) {
        int code = ended.code().orElseThrow();
        Status status =
                config.ok().contains(code) ? OK : config.warn().contains(code) ? WARN : CRITICAL;
        String last = ended.error().isBlank() ? lastLine(ended.output()) : lastLine(ended.error());
        report.say(
                status,
                "%s ended with exit code %d in %s%s",
                name(config),
                code,
                Amount.SECONDS.say(ended.seconds()),
                last.isBlank() ? "" : ": " + Words.line(masks.hide(last), SHOWN));
    }

    private static void nagios(Config config, Execution.Ended ended, Masks masks, Report report) {
        int code = ended.code().orElseThrow();
        NagiosOutput said = NagiosOutput.of(ended.output());
        Status status =
                switch (code) {
                    case 0 -> OK;
                    case 1 -> WARN;
                    case 2 -> CRITICAL;
                    default -> UNKNOWN;
                };
        String odd = code < 0 || code > 3 ? " (exit code " + code + ")" : "";
        String first = said.text().isBlank() ? lastLine(ended.error()) : said.text();
        report.say(
                status,
                "%s%s",
                first.isBlank()
                        ? name(config) + " said nothing"
                        : Words.line(masks.hide(first), SHOWN),
                odd);
        said.measurements().forEach(report::measure);
    }

    private static String name(Config config) {
        return Words.line(config.target().getFirst(), 100);
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
    }
}
