using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace VaeLab.Repository.Tests;

/// <summary>Whether a built file was compiled for speed, read without loading it.</summary>
internal static class Optimisation
{
    private const int DisableOptimizations = 0x100;

    public static bool IsDisabled(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (CustomAttribute attribute in metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute))
        {
            if (!IsDebuggable(metadata, attribute))
                continue;

            // Two bytes of prolog, then the modes (ECMA-335, II.23.3).
            BlobReader value = metadata.GetBlobReader(attribute.Value);
            value.ReadUInt16();
            return (value.ReadInt32() & DisableOptimizations) != 0;
        }

        return false;
    }

    private static bool IsDebuggable(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return false;
        EntityHandle type = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return type.Kind == HandleKind.TypeReference
            && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)type).Name, nameof(System.Diagnostics.DebuggableAttribute));
    }
}
