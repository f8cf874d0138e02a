package dev.gantry.plugins.host;

import dev.gantry.plugins.config.SettingsType;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaException;
import dev.gantry.plugins.schema.SchemaWriter;

import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which settings a resolved bundle has, without starting it. */
final class SettingsReader {
    private SettingsReader() {}

    static Optional<SettingsType> read(Bundle bundle) throws Rejection {
        return read(bundle, bundle::loadClass);
    }

    static Optional<SettingsType> read(Bundle bundle, OfferReader.Classes classes)
            throws Rejection {
        List<BundleCapability> declared =
                bundle.adapt(BundleWiring.class).getCapabilities("gantry.config");
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        if (declared.size() > 1) {
            throw new Rejection(
                    "it has "
                            + declared.size()
                            + " records with @Settings, "
                            + String.join(" and ", declared.stream().map(c -> impl(c)).toList())
                            + ": make one of them, with the others as components");
        }
        Map<String, Object> attributes = declared.getFirst().getAttributes();
        String name = impl(declared.getFirst());
        String what = "its settings " + name + " ";
        try {
            Class<?> type = classes.load(name);
            if (!type.isRecord() || type.getTypeParameters().length > 0) {
                throw new Rejection(what + "are no record: make it a record");
            }
            String json =
                    DeclaredNeeds.limit(
                            DeclaredNeeds.of(bundle),
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

    private static String impl(BundleCapability capability) {
        return text(capability.getAttributes(), "impl");
    }

    private static String text(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        return value == null ? "" : value.toString();
    }
}
