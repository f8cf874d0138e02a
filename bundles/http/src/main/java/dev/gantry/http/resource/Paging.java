package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Json;
import dev.gantry.http.Query;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.function.Function;

/** Lists in parts. */
final class Paging {
    private Paging() {}

    /**
     * The part of a list that a query asks for; the cursor is the id of the last item before it.
     *
     * @param all sorted by id
     */
    static <T> Answer answer(
            Query query, List<T> all, Function<T, String> id, Function<T, ObjectNode> json) {
        int limit = query.limit();
        String cursor = query.text("cursor");
        List<T> rest =
                all.stream()
                        .filter(item -> cursor == null || id.apply(item).compareTo(cursor) > 0)
                        .toList();
        List<T> page = rest.subList(0, Math.min(limit, rest.size()));
        String next = rest.size() > limit ? id.apply(page.getLast()) : null;
        return answer(page.stream().map(json).toList(), next);
    }

    /** A part that is known. */
    static Answer answer(List<ObjectNode> items, String next) {
        ObjectNode body = Json.object();
        ArrayNode array = body.putArray("items");
        items.forEach(array::add);
        body.put("next", next);
        return Answer.json(200, body);
    }
}
