package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @Test
    void documentAndTableAreTheSame() throws Exception {
        JsonNode document = new OpenApi().document();
        Set<String> documented = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                each ->
                                                        documented.add(
                                                                each.getKey()
                                                                        + " "
                                                                        + path.getKey()
                                                                        + " "
                                                                        + each.getValue()
                                                                                .path("operationId")
                                                                                .stringValue())));
        Set<String> served =
                Operations.ALL.stream()
                        .map(
                                each ->
                                        each.method().toLowerCase(Locale.ROOT)
                                                + " "
                                                + each.path().text()
                                                + " "
                                                + each.id())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(served, documented);
        assertEquals("3.1.0", document.path("openapi").stringValue());
    }

    @Test
    void eachOperationIsDescribedInFull() throws Exception {
        OpenApi openApi = new OpenApi();
        List<String> wrong = new ArrayList<>();
        for (Operation operation : Operations.ALL) {
            JsonNode node = openApi.operation(operation);
            if (node.path("summary").asString("").isBlank()) {
                wrong.add(operation.id() + " has no summary");
            }
            JsonNode responses = node.path("responses");
            if (responses.propertyNames().stream().noneMatch(code -> code.matches("2..|302"))) {
                wrong.add(operation.id() + " documents no success");
            }
            for (Map.Entry<String, JsonNode> response : responses.properties()) {
                JsonNode content = response.getValue().path("content");
                boolean referred = response.getValue().has("$ref");
                boolean bare = Set.of("204", "302", "304").contains(response.getKey());
                if (!referred && !bare && content.valueStream().noneMatch(m -> m.has("schema"))) {
                    wrong.add(operation.id() + " " + response.getKey() + " has no schema");
                }
            }
            if (operation.open() != (node.has("security") && node.path("security").isEmpty())) {
                wrong.add(operation.id() + ": security differs");
            }
            if (!responses.has("429")) {
                wrong.add(operation.id() + ": who asks too often is told so, with 429");
            }
            boolean asks =
                    !operation.open()
                            || Set.of("openSession", "finishLogin").contains(operation.id());
            if (asks != responses.has("401")) {
                wrong.add(operation.id() + ": 401 differs");
            }
            assertEquals(operation.query(), names(node, "query"), operation.id());
            assertEquals(variables(operation), names(node, "path"), operation.id());
        }
        assertTrue(wrong.isEmpty(), wrong::toString);
    }

    @Test
    void referencesLeadSomewhereAndEverySchemaIsUsed() throws Exception {
        JsonNode document = new OpenApi().document();
        Set<String> references = new TreeSet<>();
        document.findValues("$ref").forEach(each -> references.add(each.stringValue()));
        for (String reference : references) {
            assertFalse(document.at(reference.substring(1)).isMissingNode(), reference);
        }
        for (String name : document.path("components").path("schemas").propertyNames()) {
            assertTrue(references.contains("#/components/schemas/" + name), name + " is not used");
        }
    }

    @Test
    void membersThatTheApiReadsAreTheDocumentedOnes(@TempDir Path home) throws Exception {
        JsonNode schemas = new OpenApi().document().path("components").path("schemas");
        try (TestGantry gantry = new TestGantry(home)) {
            Map<String, String> bodies =
                    Map.ofEntries(
                            Map.entry("SessionRequest", "POST /api/v1/session"),
                            Map.entry("TokenRequest", "POST /api/v1/tokens"),
                            Map.entry("RunRequest", "POST /api/v1/tasks/files.cleanup/runs"),
                            Map.entry("ScheduleRequest", "PUT /api/v1/schedules/s"),
                            Map.entry("CheckRequest", "PUT /api/v1/checks/c"),
                            Map.entry(
                                    "ActivateRequest",
                                    "POST /api/v1/plugins/acme.files/versions/1.2.0/activate"),
                            Map.entry("PinRequest", "POST /api/v1/plugins/acme.files/pin"),
                            Map.entry("LimitRequest", "POST /api/v1/plugins/acme.files/limit"),
                            Map.entry("PauseRequest", "POST /api/v1/tasks/files.cleanup/pause"),
                            Map.entry("SchedulePauseRequest", "POST /api/v1/schedules/s/pause"),
                            Map.entry("BackfillRequest", "POST /api/v1/schedules/s/backfill"),
                            Map.entry("BackupRequest", "POST /api/v1/store/backups"),
                            Map.entry("ResumeRequest", "POST /api/v1/tenants/blue/resume"),
                            Map.entry("TargetRequest", "PUT /api/v1/targets/crm"),
                            Map.entry("ChangeRequest", "PATCH /api/v1/runs/r"),
                            Map.entry("TerminateRequest", "POST /api/v1/runs/r/terminate"),
                            Map.entry("RerunRequest", "POST /api/v1/runs/r/rerun"),
                            Map.entry("DismissRequest", "POST /api/v1/runs/r/dismiss"),
                            Map.entry("RetentionRuleRequest", "PUT /api/v1/retention/t"),
                            Map.entry("TelemetryRequest", "PUT /api/v1/telemetry"),
                            Map.entry("LevelRequest", "PUT /api/v1/telemetry/levels/x"),
                            Map.entry("PruneRequest", "POST /api/v1/retention/run"),
                            Map.entry("BulkRequest", "POST /api/v1/runs/bulk"));
            for (Map.Entry<String, String> body : bodies.entrySet()) {
                String[] route = body.getValue().split(" ");
                String message =
                        gantry.send(route[0], route[1], "{\"zzzzzzzzzz\":1}")
                                .json()
                                .path("errors")
                                .path(0)
                                .path("detail")
                                .stringValue();
                String known = message.substring(message.indexOf("known: ") + 7);
                assertEquals(
                        new TreeSet<>(
                                schemas.path(body.getKey()).path("properties").propertyNames()),
                        new TreeSet<>(List.of(known.split(", "))),
                        body.getKey());
            }
        }
    }

    @Test
    void aRunOfABatchIsWishedForAsASingleOne() throws Exception {
        JsonNode schemas = new OpenApi().document().path("components").path("schemas");
        JsonNode single = schemas.path("RunRequest").path("properties");
        JsonNode ofMany = schemas.path("BatchRun").path("properties");
        single.properties()
                .forEach(each -> assertEquals(each.getValue(), ofMany.path(each.getKey())));
        assertEquals(single.size() + 1, ofMany.size());
        assertTrue(ofMany.has("task"));
    }

    @Test
    void everyOperationIsServed(@TempDir Path home) throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            assertTrue(gantry.resources.complete());
            for (Operation operation : Operations.ALL) {
                assertTrue(
                        gantry.resources.find(operation.id()).isPresent(),
                        operation.id() + " has no endpoint");
                assertTrue(METHODS.contains(operation.method().toLowerCase(Locale.ROOT)));
            }
            assertEquals(
                    gantry.openApi.document(), gantry.get("/openapi.json").json(), "as served");
        }
    }

    private static Set<String> names(JsonNode operation, String where) {
        return operation
                .path("parameters")
                .valueStream()
                .filter(each -> each.path("in").stringValue().equals(where))
                .map(each -> each.path("name").stringValue())
                .collect(Collectors.toSet());
    }

    private static Set<String> variables(Operation operation) {
        return PathTemplate.split(operation.path().text()).stream()
                .filter(each -> each.startsWith("{"))
                .map(each -> each.substring(1, each.length() - 1))
                .collect(Collectors.toSet());
    }
}
