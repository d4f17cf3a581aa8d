// Command peer is what the whole-system benchmark compares the operator to: the least that an operator made with client-go, on
// which controller-runtime stands, does for the same outcome. It watches ConfigDrives, VirtualMachines, and Secrets by their metadata,
// reads the Secret of a ConfigDrive, writes an image of 64 KiB that begins with the user data (aside, fsync, rename), and sets the
// status. A status that is right already is not written. Four workers; client-go's queue, caches and backoff; no rate limit of requests.
//
// It resolves nothing, renders nothing, and knows neither finalizers nor events.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/workqueue"
)

const (
	imageBytes = 64 << 10
	workers    = 4
	bySecret   = "secret"
)

var (
	configDrives    = schema.GroupVersionResource{Group: "configdrive.dev", Version: "v1alpha1", Resource: "configdrives"}
	virtualMachines = schema.GroupVersionResource{Group: "kubevirt.io", Version: "v1", Resource: "virtualmachines"}
	secrets         = corev1.SchemeGroupVersion.WithResource("secrets")
)

type reconciler struct {
	root    string
	typed   kubernetes.Interface
	dynamic dynamic.Interface
	drives  cache.SharedIndexInformer
	secrets cache.SharedIndexInformer
	queue   workqueue.RateLimitingInterface
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "kubeconfig of the cluster")
	root := flag.String("secondary-root", "", "directory of the images")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	check(err)
	config.UserAgent = "peer"
	config.QPS = -1
	metadataClient, err := metadata.NewForConfig(config)
	check(err)
	dynamicClient, err := dynamic.NewForConfig(config)
	check(err)

	objects := dynamicinformer.NewDynamicSharedInformerFactory(dynamicClient, 0)
	metadatas := metadatainformer.NewSharedInformerFactory(metadataClient, 0)
	r := &reconciler{
		root:    *root,
		typed:   kubernetes.NewForConfigOrDie(config),
		dynamic: dynamicClient,
		drives:  objects.ForResource(configDrives).Informer(),
		secrets: metadatas.ForResource(secrets).Informer(),
		queue:   workqueue.NewRateLimitingQueue(workqueue.DefaultControllerRateLimiter()),
	}
	check(r.drives.AddIndexers(cache.Indexers{bySecret: func(obj interface{}) ([]string, error) {
		drive := obj.(*unstructured.Unstructured)
		return []string{drive.GetNamespace() + "/" + secretOf(drive)}, nil
	}}))
	r.drives.AddEventHandler(handler(r.queue.Add))
	r.secrets.AddEventHandler(handler(r.addDrivesOf))
	// In these drives, the VirtualMachine and the ConfigDrive have one name.
	machines := objects.ForResource(virtualMachines).Informer()
	machines.AddEventHandler(handler(r.queue.Add))

	objects.Start(ctx.Done())
	metadatas.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), r.drives.HasSynced, r.secrets.HasSynced, machines.HasSynced) {
		return
	}
	for i := 0; i < workers; i++ {
		go r.work(ctx)
	}
	<-ctx.Done()
	r.queue.ShutDown()
}

func handler(add func(key interface{})) cache.ResourceEventHandler {
	enqueue := func(obj interface{}) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(obj); err == nil {
			add(key)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    enqueue,
		UpdateFunc: func(_, changed interface{}) { enqueue(changed) },
		DeleteFunc: enqueue,
	}
}

func (r *reconciler) addDrivesOf(secret interface{}) {
	drives, err := r.drives.GetIndexer().ByIndex(bySecret, secret.(string))
	check(err)
	for _, drive := range drives {
		if key, err := cache.MetaNamespaceKeyFunc(drive); err == nil {
			r.queue.Add(key)
		}
	}
}

func (r *reconciler) work(ctx context.Context) {
	for {
		key, shutdown := r.queue.Get()
		if shutdown {
			return
		}
		if err := r.reconcile(ctx, key.(string)); err != nil {
			log.Printf("%s: %v", key, err)
			r.queue.AddRateLimited(key)
		} else {
			r.queue.Forget(key)
		}
		r.queue.Done(key)
	}
}

func (r *reconciler) reconcile(ctx context.Context, key string) error {
	obj, exists, err := r.drives.GetIndexer().GetByKey(key)
	if err != nil || !exists {
		return err
	}
	drive := obj.(*unstructured.Unstructured)
	secret, err := r.typed.CoreV1().Secrets(drive.GetNamespace()).Get(ctx, secretOf(drive), metav1.GetOptions{})
	if err != nil {
		return err
	}
	image := make([]byte, imageBytes)
	copy(image, secret.Data["userdata"])
	digest := sha256.Sum256(image)
	revision := hex.EncodeToString(digest[:5])

	path := filepath.Join(r.root, "ConfigDrive", drive.GetNamespace(), drive.GetName(), "configdrive.iso")
	if stored, err := os.ReadFile(path); err != nil || !bytes.Equal(stored, image) {
		if err := replace(path, image); err != nil {
			return err
		}
	}
	if current, _, _ := unstructured.NestedString(drive.Object, "status", "revision"); current == revision {
		return nil
	}
	patch, err := json.Marshal(map[string]interface{}{"status": map[string]interface{}{
		"revision":           revision,
		"observedGeneration": drive.GetGeneration(),
		"conditions": []metav1.Condition{{
			Type: "Ready", Status: metav1.ConditionTrue, Reason: "Succeeded", Message: "The image is stored", LastTransitionTime: metav1.Now(),
		}},
	}})
	if err != nil {
		return err
	}
	_, err = r.dynamic.Resource(configDrives).Namespace(drive.GetNamespace()).
		Patch(ctx, drive.GetName(), types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	return err
}

func secretOf(drive *unstructured.Unstructured) string {
	name, _, _ := unstructured.NestedString(drive.Object, "spec", "userData", "secretKeyRef", "name")
	return name
}

// replace writes a file so that it is there whole, or not at all.
func replace(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if _, err = file.Write(content); err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
