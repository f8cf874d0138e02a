package dev.gantry.http;

import dev.gantry.spi.config.ConfigVersion;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.config.PluginConfigs;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The configuration of one plugin, in memory; {@code limit} must not be 0. */
final class FakeConfigs implements PluginConfigs {
    private static final String PLUGIN = "acme.files";
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"limit\":{\"type\":\"integer\"}}}";

    final List<ConfigVersion> all = new ArrayList<>();

    @Override
    public PluginConfig find(String plugin) {
        if (!plugin.equals(PLUGIN)) {
            throw new GantryException(Code.NOT_FOUND, "there is no plugin " + plugin);
        }
        ConfigVersion last = all.isEmpty() ? null : all.getLast();
        return new PluginConfig(
                plugin,
                all.size(),
                last == null ? "{}" : last.values(),
                last == null ? "{\"limit\":5}" : last.values(),
                last == null ? null : last.at(),
                last == null ? null : last.by(),
                (long) all.size(),
                null,
                "conf/plugins/acme.files.yaml",
                SCHEMA);
    }

    @Override
    public PluginConfig put(String plugin, String values, OptionalLong ifVersion, String by) {
        find(plugin);
        if (ifVersion.isPresent() && ifVersion.getAsLong() != all.size()) {
            throw new GantryException(Code.CONFLICT, "it is there in version " + all.size());
        }
        if (values.equals("{\"limit\":0}")) {
            throw new GantryException(
                    Code.REFUSED,
                    "the configuration does not fit: `limit`: expected at least 1, got 0",
                    List.of(new FieldError("/limit", "expected at least 1, got 0")));
        }
        all.add(new ConfigVersion(plugin, all.size() + 1L, values, Fakes.NOW, by));
        return find(plugin);
    }

    @Override
    public List<ConfigVersion> history(String plugin, long before, int limit) {
        find(plugin);
        return all.reversed().stream().filter(v -> v.version() < before).limit(limit).toList();
    }

    @Override
    public PluginConfig restore(String plugin, long version, OptionalLong ifVersion, String by) {
        find(plugin);
        if (version < 1 || version > all.size()) {
            throw new GantryException(Code.NOT_FOUND, "there is no version " + version);
        }
        return put(plugin, all.get((int) version - 1).values(), ifVersion, by);
    }
}
