package dev.gantry.http;

import java.util.Set;

/**
 * One thing that the API does.
 *
 * @param id as {@code operationId} in the OpenAPI document
 * @param open whether it wants no token
 * @param query names of the query parameters that it knows
 */
public record Operation(
        String id, String method, PathTemplate path, boolean open, Set<String> query) {

    static Operation of(String id, String method, String path, String... query) {
        return new Operation(id, method, new PathTemplate(path), false, Set.of(query));
    }

    static Operation open(String id, String path) {
        return open(id, "GET", path);
    }

    static Operation open(String id, String method, String path, String... query) {
        return new Operation(id, method, new PathTemplate(path), true, Set.of(query));
    }
}
