package dev.gantry.probes.service;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.probes.Amount.NUMBER;
import static dev.gantry.probes.Amount.SECONDS;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Range;
import dev.gantry.api.schema.Secret;
import dev.gantry.probes.Bounded;
import dev.gantry.probes.Limits;
import dev.gantry.probes.Masks;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Asks a database. Brings the drivers of PostgreSQL and SQLite; those of others are what other
 * plugins offer as a service {@link Driver}. A component for that reason, and so that one for all
 * checks remembers which files do not answer. Thread-safe.
 */
@DetectorType(
        id = "sql",
        title = "SQL query",
        description =
                "Connects to a database, asks a query that changes nothing, and judges how long that"
                        + " took and what it answered.")
@Component(service = Detector.class)
@Needs(network = "*", secrets = true, files = "/")
public final class Sql implements Detector<Sql.Config> {

    /** Which database, what to ask, and what is expected. */
    public record Config(
            @Doc("JDBC URL, as in jdbc:postgresql://host/database or jdbc:sqlite:/var/lib/a.db")
                    @Length(min = 1)
                    String target,
            @Doc("User") Optional<String> user,
            @Doc("Password of the user") @Secret Optional<String> password,
            @Doc("A query; it runs in a transaction that is read-only and rolled back")
                    @Default("select 1")
                    String query,
            @Doc("Warn when connecting and asking take longer than this") @Default("PT1S")
                    Duration slowWarn,
            @Doc("Critical when they take longer than this") Optional<Duration> slowCritical,
            @Doc("Critical unless the first column of the first row is this")
                    Optional<String> expect,
            @Doc("Critical with fewer rows than this") @Range(min = 0) Optional<Integer> rowsMin,
            @Doc("Critical with more rows than this") @Range(min = 0) Optional<Integer> rowsMax,
            @Doc("Columns of the first row to measure; they are numbers") @Length(max = 20)
                    List<String> measure,
            @Doc("Warn when the first measured column, or else the first one, is beyond this")
                    Optional<Double> valueWarn,
            @Doc("Critical when it is beyond this") Optional<Double> valueCritical,
            @Doc("Whether beyond means less, not more") @Default("false") boolean below) {}

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Driver> others;

    private final PathCalls calls;

    /** With the drivers that it brings, and those that come. */
    @Activate
    public Sql() {
        this(List.of(), new PathCalls());
    }

    Sql(List<Driver> others, PathCalls calls) {
        this.others = others;
        this.calls = calls;
    }

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        Databases databases = new Databases(others);
        Optional<Path> file;
        Optional<Databases.Database> found;
        try {
            file = Databases.file(config.target());
            found =
                    file.isPresent()
                            ? calls.call(context, file.get(), () -> databases.of(config.target()))
                            : databases.of(config.target());
        } catch (SQLException e) {
            return Report.of(UNKNOWN, "%s", Words.line(e.getMessage(), 400));
        } catch (PathCalls.NoAnswer e) {
            return away(config, e);
        }
        if (found.isEmpty()) {
            return Report.of(
                    UNKNOWN,
                    "no driver takes %s: jdbc:postgresql: and jdbc:sqlite: are known here; for others"
                            + " drop a plugin that offers the driver as a service java.sql.Driver",
                    Databases.shown(config.target()));
        }
        SqlQuestion question = new SqlQuestion(found.get(), config);
        Bounded bounded = Bounded.by(context);
        if (found.get().inNativeCode()) {
            bounded = bounded.inNativeCode();
        }
        String name = Databases.shown(config.target());
        try {
            return judge(
                    config,
                    name,
                    file.isPresent()
                            ? calls.call(
                                    context,
                                    file.get(),
                                    config.query(),
                                    question::ask,
                                    question::cancel)
                            : bounded.call(question::ask, question::cancel));
        } catch (TimeoutException e) {
            return tooSlow(name, question, bounded);
        } catch (PathCalls.NoAnswer e) {
            return e.again() ? away(config, e) : tooSlow(name, question, bounded);
        } catch (SQLException e) {
            return Report.of(
                    question.connected() ? CRITICAL : unreachable(e),
                    "%s %s: %s",
                    name,
                    question.connected() ? "refused the query" : "cannot be connected to",
                    said(e, config));
        }
    }

    private static Verdict away(Config config, PathCalls.NoAnswer why) {
        return Report.of(UNKNOWN, "%s %s", Databases.shown(config.target()), why.getMessage());
    }

    private static Verdict tooSlow(String name, SqlQuestion question, Bounded bounded) {
        return Report.of(
                CRITICAL,
                "%s %s within %s; %s",
                name,
                question.connected() ? "did not answer the query" : "could not be connected to",
                SECONDS.say(bounded.limit().toMillis() / 1e3),
                question.connected() ? "the query was cancelled" : "it was given up");
    }

    /** A password that does not fit tells nothing of the database. */
    private static Status unreachable(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.startsWith("28") ? UNKNOWN : CRITICAL;
    }

    private static String said(SQLException failure, Config config) {
        Masks masks = Masks.of(config.password().stream().toList());
        return Words.line(masks.hide(String.valueOf(failure.getMessage())), 400);
    }

    private static Verdict judge(Config config, String name, SqlQuestion.Answer answer) {
        Report report = new Report();
        report.measure("sql.connect.seconds", answer.connecting());
        report.measure("sql.query.seconds", answer.asking());
        report.measure("sql.rows", answer.rows());
        double took = answer.connecting() + answer.asking();
        report.judge(
                Limits.above(
                        Optional.of(config.slowWarn().toMillis() / 1e3),
                        config.slowCritical().map(limit -> limit.toMillis() / 1e3)),
                took,
                SECONDS,
                "%s answered in %s, %s of that to connect"
                        .formatted(name, SECONDS.say(took), SECONDS.say(answer.connecting())));
        rows(config, answer, report);
        config.expect()
                .filter(wanted -> !wanted.equals(answer.first().orElse(null)))
                .ifPresent(
                        wanted ->
                                report.say(
                                        CRITICAL,
                                        "the query answered %s, not %s",
                                        answer.first()
                                                .map(text -> Words.line(text, 100))
                                                .orElse("nothing"),
                                        Words.line(wanted, 100)));
        answer.problem().ifPresent(problem -> report.say(UNKNOWN, "%s", problem));
        answer.numbers().forEach((column, value) -> report.measure("sql.value:" + column, value));
        Limits limits = new Limits(config.valueWarn(), config.valueCritical(), config.below());
        if (limits.any() && answer.problem().isEmpty()) {
            answer.numbers().entrySet().stream()
                    .findFirst()
                    .ifPresentOrElse(
                            first ->
                                    report.judge(
                                            limits,
                                            first.getValue(),
                                            NUMBER,
                                            first.getKey() + " is " + NUMBER.say(first.getValue())),
                            () -> report.say(UNKNOWN, "the query answered no number to compare"));
        }
        return report.verdict();
    }

    private static void rows(Config config, SqlQuestion.Answer answer, Report report) {
        int rows = answer.rows();
        if (config.rowsMin().map(limit -> rows < limit).orElse(false)) {
            report.say(
                    CRITICAL,
                    "the query answered %s; critical below %d",
                    Words.count(rows, "row"),
                    config.rowsMin().get());
        } else if (config.rowsMax().map(limit -> rows > limit).orElse(false)) {
            report.say(
                    CRITICAL,
                    "the query answered %s%s; critical above %d",
                    answer.more() ? "more than " : "",
                    answer.more()
                            ? Words.count(config.rowsMax().get(), "row")
                            : Words.count(rows, "row"),
                    config.rowsMax().get());
        } else {
            report.say(OK, "the query answered %s", Words.count(rows, "row"));
        }
    }
}
