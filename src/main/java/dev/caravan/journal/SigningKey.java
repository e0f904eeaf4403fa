package dev.caravan.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The Ed25519 key pair that signs the journal, as PEM files outside the database: who can write to
 * the one need not be able to read the other. Also keeps the last signature there.
 */
@Component
class SigningKey {
  private static final String ALGORITHM = "Ed25519";

  private final Path privateFile;
  private final Path publicFile;
  private final Path lastFile;

  SigningKey(
      @Value("${caravan.journal.signing-key:${caravan.data-dir:data}/journal-signing.key}")
          String file) {
    privateFile = Path.of(file).toAbsolutePath().normalize();
    String name = privateFile.getFileName().toString().replaceFirst("\\.key$", "");
    publicFile = privateFile.resolveSibling(name + ".pub");
    lastFile = privateFile.resolveSibling(name + ".last");
  }

  Path publicFile() {
    return publicFile;
  }

  /** Makes the pair where there is none yet; not while another process does. */
  void ensure() {
    try {
      if (!Files.exists(privateFile)) {
        create();
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "caravan.journal.signing-key: " + privateFile + " cannot be made (" + e + ")", e);
    }
  }

  private void create() throws IOException, GeneralSecurityException {
    Files.createDirectories(privateFile.getParent());
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    Path draft = privateFile.resolveSibling(privateFile.getFileName() + ".new");
    Files.deleteIfExists(draft);
    if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(draft, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    // the private key last: where it is, the other one is too
    Files.writeString(publicFile, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    try {
      Files.move(draft, privateFile);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another process makes it at the same time", e);
    }
  }

  byte[] sign(byte[] text) {
    try {
      PrivateKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(bytes(Files.readString(privateFile))));
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(text);
      return signature.sign();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "caravan.journal.signing-key: " + privateFile + " cannot be used (" + e + ")", e);
    }
  }

  /** The public key; empty where there is none yet. */
  Optional<PublicKey> publicKey() {
    try {
      return Optional.of(
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(bytes(Files.readString(publicFile)))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "caravan.journal.signing-key: " + publicFile + " cannot be used (" + e + ")", e);
    }
  }

  static boolean verifies(PublicKey key, byte[] text, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // not even the form of a signature
    }
  }

  /** Remembers the last signature beside the key, so that cutting off signatures shows. */
  void remember(String signature) {
    // processes that share the key may remember at the same time
    long process = ProcessHandle.current().pid();
    Path draft = lastFile.resolveSibling(lastFile.getFileName() + "." + process + ".new");
    try {
      Files.writeString(draft, signature + "\n");
      Files.move(
          draft, lastFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forget() {
    try {
      Files.deleteIfExists(lastFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was remembered last; empty where nothing was. */
  Optional<String> remembered() {
    try {
      return Optional.of(Files.readString(lastFile).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
  }

  private static byte[] bytes(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
  }
}
