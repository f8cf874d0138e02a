package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.fail;

import dev.gantry.http.contract.ApiContract;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The OpenAPI document of this API, and whether answers are as it says. */
final class OpenApi {
    private final ApiContract contract;

    OpenApi() throws IOException {
        try (InputStream in = Operations.class.getResourceAsStream("openapi.json")) {
            contract = new ApiContract(in.readAllBytes());
        }
    }

    JsonNode document() {
        return contract.document();
    }

    JsonNode operation(Operation operation) {
        return document()
                .path("paths")
                .path(operation.path().text())
                .path(operation.method().toLowerCase(Locale.ROOT));
    }

    /** Fails unless an answer is as documented. */
    void check(String method, String path, HttpResponse<byte[]> response) {
        ApiContract.Reply reply =
                new ApiContract.Reply(
                        response.statusCode(),
                        response.headers().map().entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                field -> field.getKey().toLowerCase(Locale.ROOT),
                                                field -> String.join(", ", field.getValue()))),
                        response.body());
        demand(contract.violations(method, path, reply));
    }

    /** Fails unless an event fits a schema. */
    void checkSchema(String name, JsonNode value) {
        demand(contract.misfits(name, value));
    }

    private static void demand(List<String> violations) {
        if (!violations.isEmpty()) {
            fail("not as in openapi.json: " + violations);
        }
    }
}
