using System.Runtime.InteropServices;

namespace Orleans.Video.Inference.Speech.PocketSphinx;

/// <summary>The files that a PocketSphinx decoder listens with.</summary>
/// <param name="Name">The model's name, such as <c>en-us</c>.</param>
/// <param name="Language">The primary subtag of the language that it knows, such as <c>en</c>.</param>
/// <param name="Acoustic">The folder of the acoustic model.</param>
/// <param name="Words">The language model.</param>
/// <param name="Dictionary">The pronunciations.</param>
/// <param name="Package">The Debian package that brings it.</param>
public sealed record SphinxModel(string Name, string Language, string Acoustic, string Words, string Dictionary, string Package)
{
    private const string Folder = "/usr/share/pocketsphinx/model/en-us/";

    /// <summary>Debian's American English.</summary>
    public static SphinxModel EnglishUs { get; } =
        new("en-us", "en", Folder + "en-us", Folder + "en-us.lm.bin", Folder + "cmudict-en-us.dict", "pocketsphinx-en-us");

    /// <summary>What keeps it from being used here, with what to install; null when nothing does.</summary>
    public string? Problem()
    {
        if (!NativeLibrary.TryLoad(NativeMethods.SphinxLibrary, typeof(SphinxModel).Assembly, DllImportSearchPath.SafeDirectories, out _) || !NativeLibrary.TryLoad(NativeMethods.BaseLibrary, typeof(SphinxModel).Assembly, DllImportSearchPath.SafeDirectories, out _))
            return $"the speech recogniser pocketsphinx is not on this machine ({NativeMethods.SphinxLibrary} cannot be loaded): apt-get install libpocketsphinx3 {Package}";
        if (!Directory.Exists(Acoustic) || !File.Exists(Words) || !File.Exists(Dictionary))
            return $"the speech recogniser pocketsphinx has no {Name} model on this machine: apt-get install {Package}";
        return null;
    }
}
