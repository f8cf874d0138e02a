package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.contract.ApiContract;
import dev.gantry.http.contract.OddRequest;
import dev.gantry.http.contract.OddRequests;
import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Whatever is asked, the answer is one of the OpenAPI document, no fault, and soon there. */
class OddRequestsIT {
    private static final int CALLS = 2000;
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Test
    void everyOperationAnswersToWhatIsWrongAsDocumented(@TempDir Path folder) throws Exception {
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class));
            gantry.awaitRevision("test.tasks", "active");
            String file = folder.resolve("marks.txt").toString();
            String run =
                    gantry.run("test.mark", "{\"file\":\"" + file + "\",\"number\":7}")
                            .path("id")
                            .asString();
            byte[] document =
                    gantry.send(gantry.request("/openapi.json").build(), BodyHandlers.ofByteArray())
                            .body();
            ApiContract contract = new ApiContract(document);
            long seed = Long.getLong("gantry.seed", 20_261_129L);
            List<String> wrong = new ArrayList<>();
            TreeSet<Integer> statuses = new TreeSet<>();
            List<OddRequest> requests =
                    new OddRequests(
                                    contract.document(),
                                    (path, name) -> known(path, name, run),
                                    seed)
                            .make(CALLS);
            for (OddRequest request : requests) {
                long start = System.nanoTime();
                HttpResponse<InputStream> answer = send(gantry, request);
                statuses.add(answer.statusCode());
                wrong.addAll(judge(contract, request, answer));
                if (System.nanoTime() - start > BOUND_NANOS) {
                    wrong.add(request + " took too long");
                }
            }
            assertEquals(List.of(), wrong, () -> wrong.size() + " are wrong; seed " + seed);
            assertTrue(statuses.containsAll(List.of(200, 400, 404, 422)), statuses::toString);
            assertEquals(200, gantry.send("GET", "/readyz", null).status());
        }
    }

    private static String known(String path, String name, String run) {
        if (path.startsWith("/api/v1/runs/")) {
            return run;
        }
        return switch (name) {
            case "type", "task" -> "test.mark";
            case "version" -> path.contains("/config/") ? "1" : "1.0.0";
            case "name" -> path.contains("/queues/") ? "bronze" : "odd";
            case "logger" -> "dev.gantry.odd";
            default -> path.contains("/plugins/") ? "test.tasks" : "odd";
        };
    }

    private static HttpResponse<InputStream> send(Gantry gantry, OddRequest request)
            throws Exception {
        HttpRequest.Builder builder =
                gantry.request(request.address())
                        .method(
                                request.method(),
                                request.body().length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(builder::setHeader);
        try {
            return gantry.send(builder.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException(request + " has no answer", e);
        }
    }

    private static List<String> judge(
            ApiContract contract, OddRequest request, HttpResponse<InputStream> answer)
            throws Exception {
        Map<String, String> headers =
                answer.headers().map().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        field -> field.getKey().toLowerCase(Locale.ROOT),
                                        field -> String.join(", ", field.getValue())));
        String type = headers.getOrDefault("content-type", "");
        byte[] body;
        try (InputStream in = answer.body()) {
            // a stream of events does not end
            body = type.startsWith("text/event-stream") ? new byte[0] : in.readAllBytes();
        }
        ApiContract.Reply reply = new ApiContract.Reply(answer.statusCode(), headers, body);
        List<String> wrong =
                new ArrayList<>(
                        contract.violations(request.method(), answer.uri().getRawPath(), reply));
        if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
            wrong.add("a fault " + new String(body, StandardCharsets.UTF_8));
        }
        if (answer.statusCode() >= 400
                && !request.method().equals("HEAD")
                && !type.equals("application/problem+json")) {
            wrong.add("a refusal as " + type);
        }
        return wrong.stream().map(each -> each + " after " + request).toList();
    }
}
