package dev.gantry.sample.secret;

import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Secret;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a text. */
@TaskType(id = "text.sign", title = "Sign a text")
public final class Sign implements Task<Sign.Params, Sign.Signature> {

    /** What, and with which key. */
    public record Params(
            @Doc("What to sign") String text,
            @Doc("The key") @Secret @Length(min = 8) String key) {}

    /** HMAC-SHA256 in hexadecimal digits. */
    public record Signature(String hex) {}

    @Override
    public Signature run(Params params, TaskContext context) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(params.key().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal(params.text().getBytes(StandardCharsets.UTF_8));
        context.log().info("signed {} characters", params.text().length());
        return new Signature(HexFormat.of().formatHex(signature));
    }
}
