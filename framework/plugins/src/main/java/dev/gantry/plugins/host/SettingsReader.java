package dev.gantry.plugins.host;

import dev.gantry.plugins.config.SettingsType;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaException;
import dev.gantry.plugins.schema.SchemaWriter;

import org.osgi.framework.Bundle;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which settings a plugin has, without starting it. */
final class SettingsReader {
    private SettingsReader() {}

    static Optional<SettingsType> read(Bundle bundle) throws Rejection {
        return read(bundle, bundle::loadClass);
    }

    static Optional<SettingsType> read(Bundle bundle, OfferReader.Classes classes)
            throws Rejection {
        return read(Declared.by(bundle, classes));
    }

    static Optional<SettingsType> read(Declared plugin) throws Rejection {
        List<Map<String, Object>> declared = plugin.capabilities("gantry.config");
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        if (declared.size() > 1) {
            throw new Rejection(
                    "it has "
                            + declared.size()
                            + " records with @Settings, "
                            + String.join(
                                    " and ", declared.stream().map(c -> text(c, "impl")).toList())
                            + ": make one of them, with the others as components");
        }
        Map<String, Object> attributes = declared.getFirst();
        String name = text(attributes, "impl");
        String what = "its settings " + name + " ";
        try {
            Class<?> type = plugin.load(name);
            if (!type.isRecord() || type.getTypeParameters().length > 0) {
                throw new Rejection(what + "are no record: make it a record");
            }
            String json =
                    DeclaredNeeds.limit(
                            plugin.needs(),
                            SchemaWriter.write(
                                    type,
                                    text(attributes, "title"),
                                    text(attributes, "description")));
            return Optional.of(new SettingsType(type, json, Schema.parse(json)));
        } catch (ClassNotFoundException e) {
            throw new Rejection(what + "are not in the JAR: build it with bnd", e.toString());
        } catch (LinkageError | TypeNotPresentException e) {
            throw new Rejection(
                    what + "cannot be loaded (" + e + "): pack what they need inside the JAR",
                    Failures.trace(e));
        } catch (SchemaException e) {
            throw new Rejection(what + "cannot be offered: " + e.getMessage());
        }
    }

    private static String text(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        return value == null ? "" : value.toString();
    }
}
