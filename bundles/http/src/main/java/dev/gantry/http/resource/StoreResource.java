package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.store.Compaction;
import dev.gantry.spi.store.MadeBackup;
import dev.gantry.spi.store.StoreAdmin;
import dev.gantry.spi.store.StoreBackup;
import dev.gantry.spi.store.StoreCheck;
import dev.gantry.spi.store.StoreInfo;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The store as a whole: what it is, backups, checks. */
@Component
public final class StoreResource implements Resource {
    private final StoreAdmin store;

    /** Over the store of this Gantry. */
    @Activate
    public StoreResource(@Reference StoreAdmin store) {
        this.store = store;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "getStore", this::get,
                "listBackups", this::backups,
                "makeBackup", this::backup,
                "compactStore", this::compact,
                "checkStore", this::check);
    }

    private Answer get(Call call) {
        StoreInfo info = store.info();
        ObjectNode node = Json.object();
        node.put("kind", info.kind());
        node.put("place", info.place());
        node.put("schema", info.schema());
        if (info.bytes() < 0) {
            node.putNull("bytes");
        } else {
            node.put("bytes", info.bytes());
        }
        return Answer.json(200, node);
    }

    private Answer backups(Call call) {
        ObjectNode node = Json.object();
        ArrayNode items = node.putArray("items");
        store.backups().forEach(backup -> items.add(json(backup)));
        return Answer.json(200, node);
    }

    private Answer backup(Call call) throws IOException {
        Body body = call.body(Set.of("name"));
        String name = body.text("name", null);
        MadeBackup made = body.build(() -> store.backup(name));
        ObjectNode node = json(made.backup());
        node.put("payloads", made.payloads());
        ArrayNode missing = node.putArray("missing");
        made.missing().forEach(missing::add);
        return Answer.json(201, node);
    }

    private Answer compact(Call call) {
        Compaction done = store.compact();
        ObjectNode node = Json.object();
        node.put("before", done.before());
        node.put("after", done.after());
        node.put("atStart", done.atStart());
        return Answer.json(200, node);
    }

    private Answer check(Call call) {
        StoreCheck found = store.check();
        ObjectNode node = Json.object();
        node.put("sound", found.damage().isEmpty());
        ArrayNode items = node.putArray("damage");
        found.damage().forEach(items::add);
        node.put("payloads", found.payloads());
        node.put("unused", found.unused());
        if (found.unchecked() != null) {
            node.put("unchecked", found.unchecked());
        }
        return Answer.json(200, node);
    }

    private static ObjectNode json(StoreBackup backup) {
        ObjectNode node = Json.object();
        node.put("name", backup.name());
        node.put("bytes", backup.bytes());
        Json.put(node, "at", backup.at());
        return node;
    }
}
