package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Json;
import dev.gantry.http.Query;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckState;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Checks;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The list of checks: those that a query asks for, in parts, and how many there are of each status.
 */
final class CheckList {
    /** The worst first. */
    private static final List<CheckStatus> WORST =
            List.of(
                    CheckStatus.CRITICAL,
                    CheckStatus.ERROR,
                    CheckStatus.WARN,
                    CheckStatus.UNKNOWN,
                    CheckStatus.OK);

    /** Each of thousands of checks is one when a plugin is away. */
    private static final int PROBLEMS = 100;

    /** How it is sorted. */
    enum Order {
        ID,
        WORST
    }

    private CheckList() {}

    static Answer answer(Checks checks, Catalog catalog, Query query) {
        Predicate<Check> wanted = wanted(query);
        CheckStatus status = query.constant("status", CheckStatus.class);
        Order order = query.constant("order", Order.class);
        Function<Check, String> key = order == Order.WORST ? CheckList::rank : Check::id;
        List<Check> some = checks.list().stream().filter(wanted).toList();
        Map<CheckStatus, Integer> counts = new EnumMap<>(CheckStatus.class);
        some.forEach(check -> counts.merge(CheckJson.status(check), 1, Integer::sum));
        int limit = query.limit();
        String cursor = query.text("cursor");
        List<Check> rest =
                some.stream()
                        .filter(check -> status == null || CheckJson.status(check) == status)
                        .filter(check -> cursor == null || key.apply(check).compareTo(cursor) > 0)
                        .sorted(Comparator.comparing(key))
                        .limit(limit + 1L)
                        .toList();
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("items");
        List<Check> page = rest.subList(0, Math.min(limit, rest.size()));
        page.forEach(check -> items.add(CheckJson.json(checks, catalog, check)));
        body.put("next", rest.size() > limit ? key.apply(page.getLast()) : null);
        ObjectNode numbers = body.putObject("counts");
        for (CheckStatus each : CheckStatus.values()) {
            numbers.put(lower(each), counts.getOrDefault(each, 0));
        }
        CheckJson.problems(
                body,
                checks.problems().stream()
                        .sorted(Comparator.comparing(each -> !each.refused()))
                        .limit(PROBLEMS)
                        .toList());
        return Answer.json(200, body);
    }

    private static String rank(Check check) {
        return WORST.indexOf(CheckJson.status(check)) + ":" + check.id();
    }

    private static Predicate<Check> wanted(Query query) {
        String detector = query.text("detector");
        CheckState state = query.constant("state", CheckState.class);
        Map<String, String> labels = query.pairs("label");
        String text = query.text("text");
        List<String> words =
                text == null ? List.of() : List.of(text.toLowerCase(Locale.ROOT).split("\\s+"));
        return check ->
                (detector == null || check.spec().detector().equals(detector))
                        && (state == null || check.life().state() == state)
                        && check.spec().labels().entrySet().containsAll(labels.entrySet())
                        && (words.isEmpty() || says(check, words));
    }

    private static boolean says(Check check, List<String> words) {
        StringBuilder all = new StringBuilder(check.id());
        all.append(' ').append(check.spec().detector());
        all.append(' ').append(check.spec().card().title());
        all.append(' ').append(check.spec().card().target());
        check.spec()
                .labels()
                .forEach((name, value) -> all.append(' ').append(name).append('=').append(value));
        if (check.last() != null) {
            check.last().reasons().forEach(reason -> all.append(' ').append(reason));
        }
        String lower = all.toString().toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
