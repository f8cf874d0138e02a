/**
 * Annotations on the components of a record from which Gantry makes the JSON Schema that the
 * console's form, the command line and the check at submit are made from.
 *
 * <pre>{@code
 * public record Params(
 *         @Doc("Folder to clean") Path directory,
 *         @Doc("Delete what was not touched for") @Default("P7D") Duration olderThan,
 *         @Doc("At most so many") @Default("100") @Range(min = 1, max = 10_000) int files,
 *         @Doc("Name of the report") @Matches("[a-z]+") @Length(max = 20) Optional<String> report,
 *         @Doc("Of the archive") @Secret String password) {}
 * }</pre>
 *
 * <p>A parameter, result or configuration type is a record. Its components may be: {@code boolean},
 * {@code int}, {@code long}, {@code double}, {@code float}, {@code short} and their boxes, {@code
 * String}, {@code BigDecimal}, {@code BigInteger}, enums, {@code java.nio.file.Path}, {@code
 * java.net.URI}, {@code java.util.UUID}, {@code java.time.Duration} (ISO-8601, as {@code P7D}),
 * {@code Instant}, {@code LocalDate}, {@code LocalTime}, {@code LocalDateTime}, {@code ZoneId},
 * other records, and {@code List}, {@code Set}, {@code Map<String, …>} and {@code Optional} of
 * these. Anything else has no schema and is refused when the plugin is dropped, with the name of
 * the component.
 *
 * <p>The annotations are also allowed on fields, where Java's compiler puts copies of them: bnd
 * looks there, and would otherwise not import this package into a plugin. In Kotlin say so: {@code
 * @field:Doc("…")} in a data class with {@code @JvmRecord}.
 *
 * <p>A component is required unless it has a {@link dev.gantry.api.schema.Default}, is an {@code
 * Optional}, or is a collection (absent means empty).
 */
@Version("1.0.0")
@Export
package dev.gantry.api.schema;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
