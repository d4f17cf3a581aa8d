using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Api;

KubernetesYaml.Write(CustomResourceDefinition.Of(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive), Console.Out);
